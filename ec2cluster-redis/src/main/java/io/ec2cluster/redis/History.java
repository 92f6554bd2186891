package io.ec2cluster.redis;

import io.ec2cluster.spi.Position;

/**
 * The history of a server's data: a replica has its primary's id; whoever is promoted begins a new
 * one, and remembers the id before and where it ended (Redis documentation, replication ID).
 * Offsets go on through a promotion.
 *
 * @param id the id
 * @param before the id of the history that it went on from; zeros if there is none
 * @param beginning the first offset that is no more the history before
 * @param offset up to where it goes
 */
record History(String id, String before, long beginning, long offset) {
  /** How another history is to this one. */
  enum Relation {
    /** The same: offsets can be compared. */
    SAME,
    /** It went on from this one, after a promotion. */
    LATER,
    /** This one went on from it. */
    EARLIER,
    /** Neither is known to come from the other. */
    UNKNOWN
  }

  static History of(ServerInfo info) {
    return new History(
        info.replicationId(),
        info.get("master_replid2"),
        info.number("second_repl_offset"),
        info.offset());
  }

  static History of(StopRecord stopped) {
    return new History(stopped.replicationId(), "", -1, stopped.offset());
  }

  Relation relationOf(History other) {
    if (other.id.equals(id)) {
      return Relation.SAME;
    }
    if (other.before.equals(id)) {
      return Relation.LATER;
    }
    return before.equals(other.id) ? Relation.EARLIER : Relation.UNKNOWN;
  }

  /** Whether everything up to an offset of a history is in this one. */
  boolean contains(String otherId, long otherOffset) {
    return (otherId.equals(id) && otherOffset <= offset)
        || (otherId.equals(before) && otherOffset < beginning);
  }

  /**
   * The position of another server's data beside this one's: of one history by the offset; a later
   * one has more, and one that cannot be compared may have.
   */
  Position positionOf(History other) {
    long timeline =
        switch (relationOf(other)) {
          case SAME -> 0;
          case EARLIER -> -1;
          case LATER, UNKNOWN -> 1;
        };
    return new Position(timeline, other.offset, other.text());
  }

  /** Its own position. */
  Position position() {
    return new Position(0, offset, text());
  }

  private String text() {
    return (id.length() > 8 ? id.substring(0, 8) : id) + ":" + offset;
  }
}
