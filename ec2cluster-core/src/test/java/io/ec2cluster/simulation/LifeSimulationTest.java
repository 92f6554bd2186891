package io.ec2cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * The whole life of a role, all its operations, under 20,000 seeded schedules. {@code
 * -Dec2cluster.sim.seeds=1000000} runs more, {@code -Dec2cluster.sim.seed=N} begins elsewhere; with
 * {@code -Dec2cluster.sim.seeds=1} that replays one.
 */
class LifeSimulationTest {
  private static final long FIRST_SEED = Long.getLong("ec2cluster.sim.seed", 20260101L);
  private static final long SEEDS = Long.getLong("ec2cluster.sim.seeds", 20_000L);

  @Test
  void everyScheduleKeepsTheRulesAndGetsSomewhere(TestReporter reporter) {
    Search search = Search.ofLives(Sabotage.NONE);

    Optional<Long> failing = search.firstFailure(FIRST_SEED, SEEDS);

    reporter.publishEntry(
        "from seed " + FIRST_SEED, search.schedules() + " schedules, " + search.moves() + " steps");
    failing.ifPresent(
        seed -> {
          try (Simulation simulation = new Simulation()) {
            Simulation.Outcome outcome = simulation.live(seed, Sabotage.NONE, true);
            fail("seed " + seed + "\n" + String.join("\n", outcome.trace()));
          }
        });
  }

  @Test
  void sameSeedGivesTheSameTrace() {
    try (Simulation one = new Simulation();
        Simulation other = new Simulation()) {
      assertThat(LongStream.range(FIRST_SEED, FIRST_SEED + 200))
          .allSatisfy(
              seed -> {
                Simulation.Outcome first = one.live(seed, Sabotage.NONE, true);
                Simulation.Outcome again = other.live(seed, Sabotage.NONE, true);
                assertThat(again.trace()).isEqualTo(first.trace()).hasSizeGreaterThan(3);
              });
    }
  }
}
