package io.ec2cluster.internal.config;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.config.DataSize;
import io.ec2cluster.config.Fraction;
import io.ec2cluster.dns.DnsName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The types that stand as one value, without those that need more than their text. */
final class ScalarTypes {
  /** No leading zeros: YAML 1.1 reads them as octal, people as decimal. */
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?(0|[1-9][0-9]{0,18})");

  private static final ScalarType TEXT = ScalarType.of("text", text -> text);
  private static final ScalarType INT =
      ScalarType.of(
          "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE,
          text -> Integer.parseInt(wholeNumber(text)));
  private static final ScalarType LONG =
      ScalarType.of(
          "a whole number of at most 18 digits", text -> Long.parseLong(wholeNumber(text)));
  private static final ScalarType BOOLEAN =
      ScalarType.ofWords(List.of("true", "false"), ScalarTypes::parseBoolean, Object::toString);

  private static final Map<Class<?>, ScalarType> TYPES =
      ImmutableMap.<Class<?>, ScalarType>builder()
          .put(String.class, TEXT)
          .put(int.class, INT)
          .put(Integer.class, INT)
          .put(long.class, LONG)
          .put(Long.class, LONG)
          .put(boolean.class, BOOLEAN)
          .put(Boolean.class, BOOLEAN)
          .put(
              Duration.class,
              new ScalarType(
                  "a duration such as 500ms, 30s, 5m, 2h, 1d",
                  DurationText::parse,
                  duration -> DurationText.format((Duration) duration),
                  List.of()))
          .put(
              DataSize.class,
              ScalarType.of("a size such as 512, 64KiB, 16MiB, 2GB", DataSize::parse))
          .put(
              Fraction.class, ScalarType.of("a fraction such as 2/3, 67% or 0.67", Fraction::parse))
          .put(Path.class, ScalarType.of("a path", ScalarTypes::parsePath))
          .put(DnsName.class, ScalarType.of("a domain name such as db.example.com", DnsName::of))
          .buildOrThrow();

  private ScalarTypes() {}

  /** How values of a class stand, where they are single values. */
  static Optional<ScalarType> find(Class<?> type) {
    return type.isEnum() ? Optional.of(ofEnum(type)) : Optional.ofNullable(TYPES.get(type));
  }

  private static ScalarType ofEnum(Class<?> type) {
    Object[] constants = type.getEnumConstants();
    return ScalarType.ofWords(
        Arrays.stream(constants).map(ScalarTypes::word).toList(),
        text -> parseEnum(constants, text),
        ScalarTypes::word);
  }

  private static String word(Object constant) {
    return KebabCase.ofConstant((Enum<?>) constant);
  }

  private static Object parseEnum(Object[] constants, String text) {
    return Arrays.stream(constants)
        .filter(constant -> Ascii.equalsIgnoreCase(word(constant), text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no constant of that name"));
  }

  private static String wholeNumber(String text) {
    if (!WHOLE_NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException("not a whole number");
    }
    return text;
  }

  private static Boolean parseBoolean(String text) {
    return switch (Ascii.toLowerCase(text)) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static Path parsePath(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an empty path");
    }
    return Path.of(text);
  }
}
