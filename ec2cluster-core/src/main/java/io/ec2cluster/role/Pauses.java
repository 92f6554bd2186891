package io.ec2cluster.role;

import io.ec2cluster.Time;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing, jittered pauses up to a deadline, by the monotonic clock. Not thread-safe. */
final class Pauses {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Time time;
  private final RandomGenerator random;
  private final long end;
  private Duration next = FIRST;

  Pauses(Time time, RandomGenerator random, Duration deadline) {
    this.time = time;
    this.random = random;
    this.end = time.nanos() + deadline.toNanos();
  }

  /** Pauses; false without a pause when the deadline has passed. */
  boolean pause() throws InterruptedException {
    long left = end - time.nanos();
    if (left <= 0) {
      return false;
    }
    long jittered = next.toNanos() / 2 + random.nextLong(next.toNanos());
    time.sleep(Duration.ofNanos(Math.min(left, jittered)));
    Duration grown = next.multipliedBy(8).dividedBy(5);
    next = grown.compareTo(LONGEST) < 0 ? grown : LONGEST;
    return true;
  }
}
