package io.ec2cluster.config;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written {@code 512}, {@code 64KiB}, {@code 16MiB}, {@code 2GB}.
 *
 * @param bytes the number, 0 or more
 */
public record DataSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");
  private static final Map<String, Long> UNITS =
      ImmutableMap.<String, Long>builder()
          .put("", 1L)
          .put("B", 1L)
          .put("KiB", 1L << 10)
          .put("MiB", 1L << 20)
          .put("GiB", 1L << 30)
          .put("TiB", 1L << 40)
          .put("kB", 1_000L)
          .put("MB", 1_000_000L)
          .put("GB", 1_000_000_000L)
          .put("TB", 1_000_000_000_000L)
          .buildOrThrow();

  /** Refuses a negative number. */
  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException(bytes + " is not a size: expected 0 or more bytes");
    }
  }

  /** Reads the written form. */
  public static DataSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    Long unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size: expected a form such as 512, 64KiB, 16MiB, 2GB");
    }
    try {
      return new DataSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
    } catch (ArithmeticException overflow) {
      throw new IllegalArgumentException("'" + text + "' is more than 2^63 bytes", overflow);
    }
  }

  @Override
  public String toString() {
    for (String unit : new String[] {"TiB", "GiB", "MiB", "KiB"}) {
      long size = UNITS.getOrDefault(unit, 1L);
      if (bytes >= size && bytes % size == 0) {
        return bytes / size + unit;
      }
    }
    return Long.toString(bytes);
  }
}
