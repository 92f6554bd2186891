package io.ec2cluster.e2e;

import io.ec2cluster.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Which fault comes next in a soak, and for how long. Each kind comes once before one comes again,
 * in an order that follows from a seed; the seed is printed, and {@code ec2cluster.test.seed} gives
 * it (else it is 1 in a soak of a minute, and any in a longer one). A soak takes a minute, or
 * {@code ec2cluster.test.soak-minutes}; the first third of it, five minutes at most, is for warming
 * up. For use by one thread.
 *
 * @param <F> the kinds
 */
final class FaultSchedule<F> {
  private static final Duration IN_A_BUILD = Duration.ofMinutes(1);
  private static final Duration LENGTH =
      Duration.ofMinutes(Long.getLong("ec2cluster.test.soak-minutes", IN_A_BUILD.toMinutes()));
  private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(5);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(4);

  private final String soak;
  private final List<F> kinds;
  private final Time time = Time.system();
  private final Random random;
  private final List<F> round = new ArrayList<>();
  private final long begun;
  private int count;

  /** A schedule that begins now. */
  FaultSchedule(String soak, List<F> kinds) {
    long seed =
        Optional.ofNullable(Long.getLong("ec2cluster.test.seed"))
            .orElseGet(() -> IN_A_BUILD.equals(LENGTH) ? 1L : new Random().nextLong());
    this.soak = soak;
    this.kinds = List.copyOf(kinds);
    this.random = new Random(seed);
    this.begun = time.nanos();
    System.out.println(
        soak
            + ": -Dec2cluster.test.seed="
            + seed
            + " -Dec2cluster.test.soak-minutes="
            + LENGTH.toMinutes());
  }

  /** Whether what happens now is not measured yet. */
  boolean isWarmingUp() {
    Duration third = LENGTH.dividedBy(3);
    return !isOver(third.compareTo(LONGEST_WARM_UP) < 0 ? third : LONGEST_WARM_UP);
  }

  /** Whether there is time for another fault. */
  boolean goesOn() {
    return !isOver(LENGTH);
  }

  private boolean isOver(Duration length) {
    return time.nanos() - begun >= length.toNanos();
  }

  /** The next fault. */
  F next() {
    if (round.isEmpty()) {
      round.addAll(kinds);
      Collections.shuffle(round, random);
    }
    F fault = round.remove(0);
    count++;
    System.out.println(
        soak
            + ": "
            + Duration.ofNanos(time.nanos() - begun).toSeconds()
            + " s: "
            + count
            + " "
            + fault);
    return fault;
  }

  /** One of several. */
  <T> T oneOf(List<T> several) {
    return several.get(random.nextInt(several.size()));
  }

  /** Waits for as long as a fault lasts, or the calm behind it: 1 to 4 s. */
  void await() throws InterruptedException {
    time.sleep(SHORTEST.plusMillis(random.nextLong(LONGEST.toMillis() - SHORTEST.toMillis())));
  }

  /** A source of chance for whoever has a thread of his own. */
  Random another() {
    return new Random(random.nextLong());
  }
}
