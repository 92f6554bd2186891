package io.ec2cluster.internal.role;

import com.google.common.base.Ascii;
import java.util.Optional;

/**
 * A row of the table of candidates.
 *
 * @param node its instance id
 * @param position how far its data goes, in the engine's own form
 * @param lagBytes how far it is behind the most advanced one, where that is known
 * @param lagSeconds how old the newest change is that it has applied, where that is known
 * @param reachable whether it answered
 * @param noPromote whether it is marked never to be promoted
 * @param verdict what the comparison says of it
 * @param why what led to the verdict
 */
public record Contender(
    String node,
    Optional<String> position,
    Optional<Long> lagBytes,
    Optional<Long> lagSeconds,
    boolean reachable,
    boolean noPromote,
    Rank verdict,
    String why) {
  /** What a comparison says of a node. */
  public enum Rank {
    /** It has everything that any of them has, and it alone. */
    BEST,
    /** It has everything that any of them has, as others do. */
    EQUAL,
    /** Another one has more. */
    BEHIND,
    /** Its engine says why it must not be promoted. */
    UNFIT,
    /** It is marked never to be promoted. */
    NO_PROMOTE,
    /** It holds other data. */
    FOREIGN,
    /** It runs as a primary. */
    PRIMARY,
    /** It did not answer. */
    UNREACHABLE,
    /** The engine does not tell positions. */
    UNKNOWN;

    /** The word of the table. */
    String label() {
      return Ascii.toLowerCase(name()).replace('_', '-');
    }
  }

  /** Whether it may become the primary without losing what another one has. */
  boolean isEligible() {
    return is(Rank.BEST) || is(Rank.EQUAL) || is(Rank.UNKNOWN);
  }

  /** Whether it has this rank. */
  boolean is(Rank rank) {
    return verdict == rank;
  }
}
