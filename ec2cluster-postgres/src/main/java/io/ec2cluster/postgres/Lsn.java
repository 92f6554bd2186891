package io.ec2cluster.postgres;

import io.ec2cluster.spi.Position;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the write-ahead log, written {@code 16/B374D848}: an unsigned 64-bit number of
 * bytes.
 */
record Lsn(long position) implements Comparable<Lsn> {
  private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

  static Lsn parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a position in the write-ahead log: expected a form such as 0/1500718");
    }
    return new Lsn(
        Long.parseUnsignedLong(matcher.group(1), 16) << 32
            | Long.parseUnsignedLong(matcher.group(2), 16));
  }

  /** How many bytes this is ahead of another; 0 if it is not. */
  long bytesAheadOf(Lsn other) {
    return isAfter(other) ? position - other.position : 0;
  }

  /** The same as a position that nodes are compared by. */
  Position on(int timeline) {
    return new Position(timeline, position, this + " on timeline " + timeline);
  }

  /** The next byte. */
  Lsn next() {
    return new Lsn(position + 1);
  }

  boolean isAfter(Lsn other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(position, other.position);
  }

  @Override
  public String toString() {
    return Long.toHexString(position >>> 32).toUpperCase(java.util.Locale.ROOT)
        + "/"
        + Long.toHexString(position & 0xffffffffL).toUpperCase(java.util.Locale.ROOT);
  }
}
