package io.ec2cluster.internal.run;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.Time;
import io.ec2cluster.internal.time.Durations;
import java.time.Duration;
import java.time.Instant;

/** A step's clock: a pause that would pass the step's deadline ends the step at the deadline. */
final class BoundedTime implements Time {
  private final String step;
  private final Duration bound;
  private final Time time;
  private final long start;

  BoundedTime(String step, Duration bound, Time time) {
    this.step = step;
    this.bound = bound;
    this.time = time;
    this.start = time.nanos();
  }

  /** A wait's deadline, cut to what the step has left. */
  Duration atMost(Duration deadline) {
    Duration left = left();
    return deadline.compareTo(left) < 0 ? deadline : left;
  }

  private Duration left() {
    return bound.minusNanos(time.nanos() - start);
  }

  @Override
  public Instant now() {
    return time.now();
  }

  @Override
  public long nanos() {
    return time.nanos();
  }

  @Override
  public void sleep(Duration pause) throws InterruptedException {
    Duration left = left();
    if (pause.compareTo(left) <= 0) {
      time.sleep(pause);
      return;
    }
    time.sleep(left.isNegative() ? Duration.ZERO : left);
    throw overdue(step, bound);
  }

  static DeadlineException overdue(String step, Duration bound) {
    return new DeadlineException(
        "'%s' was not done within its deadline of %s: running again is safe"
            .formatted(step, Durations.text(bound)));
  }
}
