package io.ec2cluster.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What one schedule begins with.
 *
 * @param seed from which every process draws its nonces and pauses
 * @param faults how many things go wrong, at most
 * @param operations how many things the operator does by hand, at most
 * @param telling whether the engine can tell what data it holds
 * @param local whether nodes tell of their life, which proves deaths of those that come back
 * @param replaces whether new instances take the place of terminated ones
 * @param deadline how long init waits for a role
 * @param exhaustive whether states are compared
 * @param life whether all operations of the role are run, not the election alone
 */
record Setting(
    long seed,
    int nodes,
    int faults,
    int operations,
    Beginning beginning,
    boolean telling,
    boolean local,
    boolean replaces,
    Duration deadline,
    Sabotage sabotage,
    boolean exhaustive,
    boolean life) {
  private static final List<Beginning> BEGINNINGS =
      Stream.of(Beginning.values()).filter(one -> one != Beginning.RUNNING).toList();

  /** How often a supervisor tries again while nothing changes. */
  int attempts() {
    return exhaustive ? 1 : 2;
  }

  /** Two to eight nodes, in any beginning, with any number of faults up to eight. */
  static Setting drawn(long seed, Sabotage sabotage) {
    SplittableRandom random = new SplittableRandom(~seed);
    Beginning beginning =
        random.nextBoolean() ? Beginning.FRESH : BEGINNINGS.get(random.nextInt(BEGINNINGS.size()));
    // Small clusters more often: most faults need two or three nodes, and they are quick.
    int nodes = 2 + Math.min(random.nextInt(World.MAX_NODES - 1), random.nextInt(7));
    return new Setting(
        seed,
        nodes,
        random.nextInt(9),
        Math.max(0, random.nextInt(6) - 3),
        beginning,
        random.nextInt(5) > 0,
        random.nextInt(3) == 0,
        random.nextBoolean(),
        Duration.ofMillis(500L << random.nextInt(5)),
        sabotage,
        false,
        false);
  }

  /** Two to five nodes, mostly of a cluster that runs, with people who do all sorts of things. */
  static Setting drawnLife(long seed, Sabotage sabotage) {
    SplittableRandom random = new SplittableRandom(seed * 31 + 7);
    Beginning beginning =
        switch (random.nextInt(10)) {
          case 0 -> Beginning.FRESH;
          case 1 -> Beginning.HANDOVER;
          case 2 -> Beginning.FREE;
          default -> Beginning.RUNNING;
        };
    return new Setting(
        seed,
        2 + random.nextInt(4),
        random.nextInt(8),
        1 + random.nextInt(7),
        beginning,
        true,
        false,
        random.nextBoolean(),
        Duration.ofMillis(500L << random.nextInt(5)),
        sabotage,
        false,
        true);
  }

  /** Two nodes, short of patience so that the search ends. */
  static Setting explored(Beginning beginning, int faults, boolean local) {
    return new Setting(
        0,
        2,
        faults,
        0,
        beginning,
        true,
        local,
        false,
        Duration.ofMillis(150),
        Sabotage.NONE,
        true,
        false);
  }
}
