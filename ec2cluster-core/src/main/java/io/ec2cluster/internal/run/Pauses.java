package io.ec2cluster.internal.run;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing, jittered pauses of 50 ms to 2 s. Not thread-safe. */
final class Pauses {
  private static final long FIRST = Duration.ofMillis(50).toNanos();
  private static final long LONGEST = Duration.ofSeconds(2).toNanos();

  private final RandomGenerator random;
  private long shortest = FIRST;

  Pauses(RandomGenerator random) {
    this.random = random;
  }

  /** The next pause: at least the present length and less than one and a half of it. */
  Duration next() {
    long pause = shortest + random.nextLong(shortest / 2);
    shortest = Math.min(shortest * 8 / 5, LONGEST * 2 / 3);
    return Duration.ofNanos(Math.min(pause, LONGEST));
  }
}
