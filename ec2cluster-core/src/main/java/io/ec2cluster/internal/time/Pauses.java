package io.ec2cluster.internal.time;

import io.ec2cluster.Time;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing, jittered pauses up to a deadline, by the monotonic clock. Not thread-safe. */
public final class Pauses {
  private final Time time;
  private final RandomGenerator random;
  private final Duration longest;
  private final int growth;
  private final long end;
  private Duration next;

  /**
   * Pauses.
   *
   * @param growth of each over the one before, in percent of that
   */
  private Pauses(
      Time time,
      RandomGenerator random,
      Duration first,
      int growth,
      Duration longest,
      Duration deadline) {
    this.time = time;
    this.growth = growth;
    this.random = random;
    this.next = first;
    this.longest = longest;
    this.end = time.nanos() + deadline.toNanos();
  }

  /** Where every look costs a request of a shared account: 100 ms to 7.5 s. */
  public static Pauses betweenRequests(Time time, RandomGenerator random, Duration deadline) {
    return new Pauses(time, random, Duration.ofMillis(200), 60, Duration.ofSeconds(5), deadline);
  }

  /** Where a look costs nobody else anything: 20 ms to 2 s, an eighth of what was waited. */
  public static Pauses betweenLooks(Time time, RandomGenerator random, Duration deadline) {
    return new Pauses(time, random, Duration.ofMillis(40), 25, Duration.ofMillis(1333), deadline);
  }

  /** Pauses between a half and one and a half of the present length; false after the deadline. */
  public boolean pause() throws InterruptedException {
    long left = end - time.nanos();
    if (left <= 0) {
      return false;
    }
    long jittered = next.toNanos() / 2 + random.nextLong(next.toNanos());
    time.sleep(Duration.ofNanos(Math.min(left, jittered)));
    Duration grown = next.multipliedBy(100 + growth).dividedBy(100);
    next = grown.compareTo(longest) < 0 ? grown : longest;
    return true;
  }
}
