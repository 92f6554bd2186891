package io.ec2cluster.elb.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.Fraction;
import io.ec2cluster.elb.turn.SmallWorld.TurnTerms;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Two instances that restart at the same time, in every order of their moves, with every place of a
 * crash and of a failure from outside: no state crosses the floor, and from each the end can be
 * reached. States that are equal are explored once; queues that have grown beyond the 6th place, by
 * one striking the other off again and again, are not followed.
 */
class TwoInstancesTest {
  private static final int LAST_PLACE = 6;

  @Test
  void aFleetOfTwoInEveryOrder(TestReporter report) {
    report.publishEntry("two, one crash: " + explore(1, 2, List.of("a", "b"), 1, 0));
    report.publishEntry("two, one failure: " + explore(1, 2, List.of("a", "b"), 0, 1));
  }

  @Test
  void twoOfAFleetOfThreeInEveryOrder(TestReporter report) {
    report.publishEntry("two of three: " + explore(2, 3, List.of("a", "b", "stand-by"), 0, 0));
  }

  private static String explore(int part, int whole, List<String> all, int crashes, int failures) {
    Quorum quorum = new Quorum(Fraction.of(part, whole), 1);
    Exploration exploration = new Exploration();
    exploration.run(SmallWorld.of(TurnTerms.of(quorum, all, List.of("a", "b")), crashes, failures));

    assertThat(exploration.settled).isPositive();
    assertThat(exploration.withoutEnd()).isEmpty();
    return "%d states, %d of them the end"
        .formatted(exploration.states.size(), exploration.settled);
  }

  /** All states that can be reached, and which of them reach the end without another fault. */
  private static final class Exploration {
    private final Map<SmallWorld, Integer> numbers = new HashMap<>();
    private final List<SmallWorld> states = new ArrayList<>();
    private final List<List<Integer>> before = new ArrayList<>();
    private final BitSet ends = new BitSet();
    private int settled;

    void run(SmallWorld first) {
      number(first);
      for (int i = 0; i < states.size(); i++) {
        SmallWorld state = states.get(i);
        if (state.isSettled()) {
          settled++;
          ends.set(i);
        }
        if (state.ledger().entries().stream().anyMatch(entry -> entry.place() > LAST_PLACE)) {
          ends.set(i);
          continue;
        }
        for (SmallWorld next : state.undisturbed()) {
          before.get(number(next)).add(i);
        }
        state.disturbed().forEach(this::number);
      }
    }

    private int number(SmallWorld state) {
      Integer known = numbers.putIfAbsent(state, states.size());
      if (known != null) {
        return known;
      }
      states.add(state);
      before.add(new ArrayList<>(2));
      return states.size() - 1;
    }

    List<SmallWorld> withoutEnd() {
      List<Integer> found = new ArrayList<>(ends.stream().boxed().toList());
      for (int i = 0; i < found.size(); i++) {
        for (int previous : before.get(found.get(i))) {
          if (!ends.get(previous)) {
            ends.set(previous);
            found.add(previous);
          }
        }
      }
      List<SmallWorld> dead = new ArrayList<>();
      for (int i = ends.nextClearBit(0); i < states.size(); i = ends.nextClearBit(i + 1)) {
        dead.add(states.get(i));
      }
      return dead.subList(0, Math.min(1, dead.size()));
    }
  }
}
