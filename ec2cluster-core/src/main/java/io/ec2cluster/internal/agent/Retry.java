package io.ec2cluster.internal.agent;

import io.ec2cluster.Time;
import java.time.Duration;

/** When something that failed is tried again: later each time. For use by one thread. */
final class Retry {
  private final Time time;
  private final Duration first;
  private final Duration longest;
  private Duration pause;
  private long since;
  private boolean failing;

  Retry(Time time, Duration first, Duration longest) {
    this.time = time;
    this.first = first;
    this.longest = longest;
    this.pause = first;
  }

  boolean isDue() {
    return !failing || time.nanos() - since >= pause.toNanos();
  }

  void failed() {
    Duration doubled = pause.multipliedBy(2);
    pause = failing ? (doubled.compareTo(longest) < 0 ? doubled : longest) : first;
    failing = true;
    since = time.nanos();
  }

  void succeeded() {
    failing = false;
  }
}
