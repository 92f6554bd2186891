package io.ec2cluster.elb.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.config.Fraction;
import io.ec2cluster.elb.turn.SmallWorld.TurnTerms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Three to five instances that all restart at the same time. Their states are too many to see them
 * all: a search by a seed walks from those it knows to those it does not know yet, a crash and a
 * failure from outside on the way; no step that may follow any of them crosses the floor. {@code
 * -Dec2cluster.sim.states=N} looks at more.
 */
class SeveralInstancesTest {
  private static final int STATES = Integer.getInteger("ec2cluster.sim.states", 40_000);

  private static final int WALK = 1000;

  /** A crash or a failure from outside may follow every so many steps, while there are any left. */
  private static final int FAULTS = 50;

  /** How far the search has come. */
  private record Seen(int states, int settled, int mostOut) {}

  @Test
  void threeOfWhomOneMayBeOut(TestReporter report) {
    Seen seen = search(2, 3, List.of("a", "b", "c"), 1);

    report.publishEntry("three: " + seen);
    assertThat(seen.mostOut()).isEqualTo(1);
  }

  @Test
  void fourOfWhomTwoMayBeOut(TestReporter report) {
    Seen seen = search(1, 2, List.of("a", "b", "c", "d"), 2);

    report.publishEntry("four: " + seen);
    assertThat(seen.mostOut()).isEqualTo(2);
  }

  @Test
  void fiveOfWhomTwoMayBeOut(TestReporter report) {
    Seen seen = search(3, 5, List.of("a", "b", "c", "d", "e"), 3);

    report.publishEntry("five: " + seen);
    assertThat(seen.mostOut()).isEqualTo(2);
  }

  /** Without the floor in the courses, the search finds the step that crosses it. */
  @Test
  void coursesWithALowerFloorAreNoticed() {
    List<String> all = List.of("a", "b", "c");
    Quorum floor = new Quorum(Fraction.of(2, 3), 1);
    Quorum lower = new Quorum(Fraction.of(1, 3), 1);

    assertThatThrownBy(() -> search(SmallWorld.of(TurnTerms.of(lower, all, all), floor, 0, 0), 1))
        .isInstanceOf(SimViolation.class)
        .hasMessageContaining("crosses the floor");
  }

  private static Seen search(int part, int whole, List<String> all, long seed) {
    Quorum quorum = new Quorum(Fraction.of(part, whole), 1);
    Seen seen = search(SmallWorld.of(TurnTerms.of(quorum, all, all), quorum, 1, 1), seed);
    // A search that never comes to the point would prove nothing.
    assertThat(seen.settled()).as("ends that were found").isPositive();
    return seen;
  }

  /** Walks from states that are known, by steps to states that are not where there are any. */
  private static Seen search(SmallWorld first, long seed) {
    Random choice = new Random(seed);
    Set<SmallWorld> known = new HashSet<>(Set.of(first));
    List<SmallWorld> inOrder = new ArrayList<>(known);
    int settled = 0;
    int mostOut = 0;
    while (known.size() < STATES) {
      SmallWorld state = inOrder.get(choice.nextInt(inOrder.size()));
      for (int step = 0; step < WALK && !state.isSettled(); step++) {
        List<SmallWorld> next = new ArrayList<>(state.undisturbed());
        if (choice.nextInt(FAULTS) == 0) {
          next.addAll(state.disturbed());
        }
        List<SmallWorld> unknown = next.stream().filter(one -> !known.contains(one)).toList();
        List<SmallWorld> from = unknown.isEmpty() ? next : unknown;
        state = from.get(choice.nextInt(from.size()));
        if (known.add(state)) {
          inOrder.add(state);
          mostOut = Math.max(mostOut, state.fleet().all().size() - state.registered().size());
          settled += state.isSettled() ? 1 : 0;
        }
      }
    }
    return new Seen(known.size(), settled, mostOut);
  }
}
