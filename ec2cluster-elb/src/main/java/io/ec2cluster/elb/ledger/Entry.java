package io.ec2cluster.elb.ledger;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * What the ledger says of an instance.
 *
 * @param id by which the load balancer knows it; 1 to 100 letters, digits and {@code . _ : @ / -}
 * @param state whether it waits or is out
 * @param place its place in the queue: the smaller, the earlier. Kept while it is out, so that a
 *     turn that is given back is the next one again
 * @param since seconds of the wall clock at which it came to this state: for people, and a sign of
 *     life for those behind it; nothing ends by it
 */
public record Entry(String id, State state, long place, long since) implements Comparable<Entry> {
  /** The longest id. */
  public static final int LONGEST_ID = 100;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:@/-]{1," + LONGEST_ID + "}");
  private static final Comparator<Entry> BY_PLACE =
      Comparator.comparingLong(Entry::place).thenComparing(Entry::id);

  /** What an instance does. */
  public enum State {
    /** It waits for its turn, in service as far as the ledger knows. */
    WAITING('w'),
    /** It is out to be restarted, and comes back by itself or by a repair. */
    RESTARTING('r'),
    /** It is out until a person registers it. */
    KEPT_OUT('k');

    private final char letter;

    State(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }

    static State of(String letter) {
      for (State state : values()) {
        if (letter.equals(String.valueOf(state.letter))) {
          return state;
        }
      }
      throw new IllegalArgumentException("'" + letter + "' is no state: expected w, r or k");
    }
  }

  /** Refuses what the text form could not hold. */
  public Entry {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "'"
              + id
              + "' is no id of an instance: expected 1 to "
              + LONGEST_ID
              + " letters, digits and . _ : @ / -");
    }
    if (place < 0 || since < 0) {
      throw new IllegalArgumentException(id + " with place " + place + ", since " + since);
    }
  }

  /** Whether it is out, of whatever kind. */
  public boolean isOut() {
    return state != State.WAITING;
  }

  Entry as(State next, long now) {
    return new Entry(id, next, place, now);
  }

  /** By place; places may be equal, ids are not. */
  @Override
  public int compareTo(Entry other) {
    return BY_PLACE.compare(this, other);
  }
}
