package io.ec2cluster.internal.config;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as they are written: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}.
 */
public final class DurationText {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*(ms|s|m|h|d)");

  /** From the longest on, so that the first that divides a duration is the one to write it in. */
  private static final Map<String, Duration> UNITS =
      ImmutableMap.of(
          "d", Duration.ofDays(1),
          "h", Duration.ofHours(1),
          "m", Duration.ofMinutes(1),
          "s", Duration.ofSeconds(1),
          "ms", Duration.ofMillis(1));

  /** Far below where arithmetic in milliseconds overflows. */
  private static final Duration LONGEST = Duration.ofDays(1_000_000_000);

  private DurationText() {}

  /**
   * Reads the written form or the ISO 8601 one ({@code PT1M30S}); refuses negative ones with an
   * {@link IllegalArgumentException}.
   */
  public static Duration parse(String text) {
    String stripped = text.strip();
    try {
      Matcher matcher = FORM.matcher(stripped);
      Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
      Duration duration =
          unit == null
              ? Duration.parse(stripped)
              : unit.multipliedBy(Long.parseLong(matcher.group(1)));
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException | ArithmeticException invalid) {
      throw new IllegalArgumentException("'" + text + "' is not a duration", invalid);
    }
    throw new IllegalArgumentException("'" + text + "' is a negative duration");
  }

  /** The shortest written form; the ISO 8601 one for parts of a millisecond and for ages. */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.compareTo(LONGEST) > 0) {
      return duration.toString();
    }
    return UNITS.entrySet().stream()
        .filter(unit -> isMultiple(duration, unit.getValue()))
        .findFirst()
        .map(unit -> duration.dividedBy(unit.getValue()) + unit.getKey())
        .orElseGet(duration::toString);
  }

  private static boolean isMultiple(Duration duration, Duration unit) {
    return unit.multipliedBy(duration.dividedBy(unit)).equals(duration);
  }
}
