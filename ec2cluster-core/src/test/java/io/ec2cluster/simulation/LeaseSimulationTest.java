package io.ec2cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Leases under seeded schedules of 2 to 4 nodes. {@code -Dec2cluster.sim.seeds=N} and {@code
 * -Dec2cluster.sim.seed=N} as in {@link ElectionSimulationTest}.
 */
class LeaseSimulationTest {
  private static final long FIRST_SEED = Long.getLong("ec2cluster.sim.seed", 20260101L);
  private static final long SEEDS = Long.getLong("ec2cluster.sim.seeds", 10_000L);

  @Test
  void neverTwoHoldersWhateverIsLostOrLate(TestReporter reporter) {
    long moves = 0;
    long grants = 0;
    try (Stage two = new Stage(2);
        Stage three = new Stage(3);
        Stage four = new Stage(4)) {
      Stage[] stages = {two, three, four};
      for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
        int size = (int) Math.floorMod(seed, 3L);
        LeasePlay play = new LeasePlay(seed, stages[size], 2 + size);
        Optional<Throwable> failure = play.run();
        moves += play.moves();
        grants += play.grants();
        if (failure.isPresent()) {
          fail("seed " + seed + "\n" + String.join("\n", play.trace()), failure.get());
        }
      }
    }

    reporter.publishEntry("from seed " + FIRST_SEED, moves + " moves, " + grants + " grants");
    assertThat(grants).as("a schedule has some grants").isGreaterThan(SEEDS);
  }
}
