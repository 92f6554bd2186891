package io.ec2cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The simulation notices a protocol that is broken on purpose: what it lets pass means something.
 */
class BrokenProtocolTest {
  private static final long FIRST_SEED = 20260101L;

  @ParameterizedTest
  @EnumSource(value = Sabotage.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everySabotageIsFound(Sabotage sabotage) {
    Search search = sabotage.isOfLife() ? Search.ofLives(sabotage) : new Search(sabotage);

    Optional<Long> failing = search.firstFailure(FIRST_SEED, 20_000);

    assertThat(failing).as("%s in %d schedules", sabotage, search.schedules()).isPresent();
    assertThat(replayed(failing.get(), sabotage))
        .isEqualTo(replayed(failing.get(), sabotage))
        .last(InstanceOfAssertFactories.STRING)
        .startsWith("VIOLATION");
  }

  private static List<String> replayed(long seed, Sabotage sabotage) {
    try (Simulation simulation = new Simulation()) {
      return sabotage.isOfLife()
          ? simulation.live(seed, sabotage, true).trace()
          : simulation.replay(seed, sabotage).trace();
    }
  }
}
