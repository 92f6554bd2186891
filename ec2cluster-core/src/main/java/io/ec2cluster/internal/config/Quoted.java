package io.ec2cluster.internal.config;

/** Text of others, made safe to show: no control characters, bounded length. */
public final class Quoted {
  private static final int LONGEST = 60;

  private Quoted() {}

  /** In single quotes. */
  public static String of(String text) {
    return "'" + plain(text, LONGEST) + "'";
  }

  /** Without quotes and of any length. */
  public static String printable(String text) {
    return plain(text, Integer.MAX_VALUE);
  }

  /** Without quotes, at most so many characters long. */
  static String plain(String text, int longest) {
    StringBuilder safe = new StringBuilder();
    text.codePoints().limit(longest).forEach(point -> append(safe, point));
    return text.codePointCount(0, text.length()) > longest ? safe + "…" : safe.toString();
  }

  private static void append(StringBuilder safe, int point) {
    switch (point) {
      case '\n' -> safe.append("\\n");
      case '\t' -> safe.append("\\t");
      default -> {
        // Formatting and separator characters reorder or break what a terminal shows.
        boolean hidden =
            Character.isISOControl(point)
                || Character.getType(point) == Character.FORMAT
                || Character.getType(point) == Character.LINE_SEPARATOR
                || Character.getType(point) == Character.PARAGRAPH_SEPARATOR
                || Character.getType(point) == Character.SURROGATE;
        if (hidden) {
          safe.append(String.format("\\u%04x", point));
        } else {
          safe.appendCodePoint(point);
        }
      }
    }
  }
}
