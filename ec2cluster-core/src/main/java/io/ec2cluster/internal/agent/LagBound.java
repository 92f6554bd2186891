package io.ec2cluster.internal.agent;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lag that a load balancer bears, as Patroni's checks write it: {@code 1048576}, {@code 16MB}.
 */
final class LagBound {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,15}) ?([A-Za-z]{0,3})");

  /** Multiples of 1024, as in Postgres's settings, with the spelling of ours too. */
  private static final Map<String, Integer> SHIFTS =
      ImmutableMap.<String, Integer>builder()
          .put("", 0)
          .put("B", 0)
          .put("kB", 10)
          .put("KiB", 10)
          .put("MB", 20)
          .put("MiB", 20)
          .put("GB", 30)
          .put("GiB", 30)
          .buildOrThrow();

  private LagBound() {}

  /** The bytes; empty if it is none. */
  static OptionalLong parse(String text) {
    Matcher parts = FORM.matcher(text);
    Optional<Integer> shift =
        parts.matches() ? Optional.ofNullable(SHIFTS.get(parts.group(2))) : Optional.empty();
    if (shift.isEmpty()) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(parts.group(1));
    return number > Long.MAX_VALUE >> shift.get()
        ? OptionalLong.empty()
        : OptionalLong.of(number << shift.get());
  }
}
