package io.ec2cluster.simulation;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Depth-first search over all decisions: a run repeats the decisions up to the last one that has an
 * alternative left, takes that, and goes on with first alternatives. A state that was met before is
 * not entered again: what can follow it is explored already.
 */
final class ExhaustiveChoices implements Choices {
  /** Answered instead of a move where the state is known. */
  static final int KNOWN_STATE = -1;

  private final List<int[]> path = new ArrayList<>();
  private final Set<Long> states = new HashSet<>();
  private int depth;

  /** Prepares the next run; false when everything is explored. */
  boolean advance() {
    depth = 0;
    while (!path.isEmpty()) {
      int[] last = path.get(path.size() - 1);
      if (++last[0] < last[1]) {
        return true;
      }
      path.remove(path.size() - 1);
    }
    return false;
  }

  /** The decisions of the last run once more, for its trace. */
  Choices lastRun() {
    Iterator<int[]> made = List.copyOf(path).iterator();
    return new Choices() {
      @Override
      public int move(List<Move> moves, Supplier<String> state) {
        return upTo(moves.size());
      }

      @Override
      public Fault fault(List<Fault> possible) {
        return possibleOrNone(possible, upTo(possible.size() + 1));
      }

      @Override
      public int upTo(int bound) {
        return bound == 1 ? 0 : made.next()[0];
      }
    };
  }

  private static Fault possibleOrNone(List<Fault> possible, int choice) {
    return choice == 0 ? Fault.NONE : possible.get(choice - 1);
  }

  int states() {
    return states.size();
  }

  @Override
  public int move(List<Move> moves, Supplier<String> state) {
    boolean replaying = depth < path.size();
    if (!replaying
        && !states.add(
            Hashing.farmHashFingerprint64()
                .hashString(state.get(), StandardCharsets.UTF_8)
                .asLong())) {
      return KNOWN_STATE;
    }
    return upTo(moves.size());
  }

  @Override
  public Fault fault(List<Fault> possible) {
    return possibleOrNone(possible, upTo(possible.size() + 1));
  }

  @Override
  public int upTo(int bound) {
    if (bound == 1) {
      return 0;
    }
    if (depth == path.size()) {
      path.add(new int[] {0, bound});
    }
    return path.get(depth++)[0];
  }
}
