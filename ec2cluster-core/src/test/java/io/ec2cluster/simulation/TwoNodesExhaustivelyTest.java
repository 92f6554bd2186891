package io.ec2cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Two nodes and one fault: every order of their steps, with every fault at every step. */
class TwoNodesExhaustivelyTest {
  /**
   * What is explored.
   *
   * @param local whether nodes tell of their life
   * @param states how many states there are at least: that it does explore
   */
  private record Case(Beginning beginning, int faults, boolean local, int states) {
    /** How it went wrong; empty if every interleaving keeps the rules. */
    Optional<String> explore(TestReporter reporter) {
      ExhaustiveChoices choices = new ExhaustiveChoices();
      Setting setting = Setting.explored(beginning, faults, local);
      long runs = 0;
      try (Simulation simulation = new Simulation()) {
        do {
          runs++;
          if (simulation.run(setting, choices, new Trace(false)).violation().isPresent()) {
            Simulation.Outcome outcome =
                simulation.run(setting, choices.lastRun(), new Trace(true));
            return Optional.of(this + ", run " + runs + "\n" + String.join("\n", outcome.trace()));
          }
        } while (choices.advance());
      }
      reporter.publishEntry(this.toString(), choices.states() + " states, " + runs + " runs");
      return choices.states() > states
          ? Optional.empty()
          : Optional.of(this + ": only " + choices.states() + " states");
    }
  }

  @Test
  void everyInterleavingKeepsTheRules(TestReporter reporter) {
    // The longest first, on all processors.
    List<Case> cases =
        List.of(
            new Case(Beginning.CLAIMED, 1, true, 10_000),
            new Case(Beginning.FRESH, 1, false, 20_000),
            new Case(Beginning.CLAIMED_BY_THE_DEAD, 1, false, 20_000),
            new Case(Beginning.CLAIMED, 1, false, 10_000),
            new Case(Beginning.FREE, 1, false, 5000),
            new Case(Beginning.HANDOVER, 1, false, 5000),
            new Case(Beginning.PUBLISHED, 1, false, 2000),
            new Case(Beginning.PREDECESSOR, 1, false, 2000),
            new Case(Beginning.FRESH, 0, false, 300),
            new Case(Beginning.FOREIGN_NAME, 1, false, 200));

    assertThat(new AllProcessors().map(cases, one -> one.explore(reporter)))
        .allSatisfy(failure -> assertThat(failure).isEmpty());
  }
}
