package io.ec2cluster.rds;

import io.ec2cluster.Time;
import java.time.Duration;

/** The one deadline of an operation, from the moment when it begins. */
final class Deadline {
  private final Time time;
  private final Duration whole;
  private final long begun;

  private Deadline(Time time, Duration whole) {
    this.time = time;
    this.whole = whole;
    this.begun = time.nanos();
  }

  /** One that begins now. */
  static Deadline of(Time time, Duration whole) {
    return new Deadline(time, whole);
  }

  /** How long the operation may take. */
  Duration whole() {
    return whole;
  }

  /** How long it has been going. */
  Duration elapsed() {
    return Duration.ofNanos(time.nanos() - begun);
  }

  /** How long it may still go; nothing or less once it is over. */
  Duration left() {
    return whole.minus(elapsed());
  }

  boolean isOver() {
    return left().isNegative() || left().isZero();
  }
}
