package io.ec2cluster.spi;

import com.google.common.base.Splitter;
import com.google.common.primitives.Longs;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far the data of a node goes: what candidates for the role are compared by. Only positions in
 * data of the same identity can be compared. Ordered by timeline, then by offset.
 *
 * @param timeline counts the promotions that the data has seen (the Postgres timeline); always 0
 *     where the engine does not count them
 * @param offset bytes, or whatever the engine counts its changes in
 * @param text the engine's own form, for people
 */
public record Position(long timeline, long offset, String text) implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparingLong(Position::timeline).thenComparingLong(Position::offset);

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  /** Whether nothing that the other has is missing here. */
  public boolean reaches(Position other) {
    return compareTo(other) >= 0;
  }

  /** How much of the other is missing here; empty on another timeline, where that is not known. */
  public OptionalLong behind(Position other) {
    return timeline == other.timeline
        ? OptionalLong.of(Math.max(0, other.offset - offset))
        : OptionalLong.empty();
  }

  /** The form in which a role record keeps it: {@code <timeline>:<offset>}. */
  public String recorded() {
    return timeline + ":" + offset;
  }

  /** Reads {@link #recorded()}; empty if it has another form. */
  public static Optional<Position> parse(String recorded) {
    List<String> parts = Splitter.on(':').splitToList(recorded);
    Long timeline = parts.size() == 2 ? Longs.tryParse(parts.get(0)) : null;
    Long offset = parts.size() == 2 ? Longs.tryParse(parts.get(1)) : null;
    return timeline == null || offset == null
        ? Optional.empty()
        : Optional.of(new Position(timeline, offset, recorded));
  }

  /** Equal where timeline and offset are: the text is only another form of them. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Position position && compareTo(position) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(timeline) * 31 + Long.hashCode(offset);
  }
}
