package io.ec2cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two nodes and one fault: every order of their steps, with every fault at every step. */
class TwoNodesExhaustivelyTest {
  @ParameterizedTest
  @CsvSource({
    "FRESH, 0, 100",
    "FRESH, 1, 10000",
    "PREDECESSOR, 1, 300",
    "PUBLISHED, 1, 1000",
    "FREE, 1, 2000",
    "HANDOVER, 1, 2000",
    "CLAIMED, 1, 5000",
    "CLAIMED_BY_THE_DEAD, 1, 10000",
    "FOREIGN_NAME, 1, 200"
  })
  void everyInterleavingKeepsTheRules(
      Beginning beginning, int faults, int atLeast, TestReporter reporter) {
    ExhaustiveChoices choices = new ExhaustiveChoices();
    Setting setting = Setting.explored(beginning, faults);
    long runs = 0;

    try (Simulation simulation = new Simulation()) {
      do {
        runs++;
        Simulation.Outcome outcome = simulation.run(setting, choices, new Trace(false));
        if (outcome.violation().isPresent()) {
          outcome = simulation.run(setting, choices.lastRun(), new Trace(true));
          fail("run " + runs + "\n" + String.join("\n", outcome.trace()));
        }
      } while (choices.advance());
    }

    reporter.publishEntry(
        beginning + " with " + faults + " faults", choices.states() + " states, " + runs + " runs");
    assertThat(choices.states()).isGreaterThan(atLeast);
  }
}
