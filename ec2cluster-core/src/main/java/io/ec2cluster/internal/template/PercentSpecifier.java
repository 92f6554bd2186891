package io.ec2cluster.internal.template;

import com.google.common.base.Strings;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * One {@code %(name)…} of a template.
 *
 * @param name the variable
 * @param flags any of {@code -+ #0}
 * @param width the least number of characters
 * @param precision the most characters of a text, the least digits of a number
 * @param conversion the last character
 */
public record PercentSpecifier(
    String name, String flags, int width, OptionalInt precision, char conversion) {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,100}");

  /** The value as it is to appear; empty where it does not suit the conversion. */
  public Optional<String> format(String value) {
    return switch (conversion) {
      case 's' -> Optional.of(padded(truncated(value)));
      case 'c' ->
          value.codePointCount(0, value.length()) == 1
              ? Optional.of(padded(value))
              : Optional.empty();
      default ->
          WHOLE_NUMBER.matcher(value).matches()
              ? Optional.of(number(new BigInteger(value)))
              : Optional.empty();
    };
  }

  private String truncated(String value) {
    int length = value.codePointCount(0, value.length());
    int kept = Math.min(length, precision.orElse(length));
    return value.substring(0, value.offsetByCodePoints(0, kept));
  }

  private String number(BigInteger value) {
    String sign = value.signum() < 0 ? "-" : has('+') ? "+" : has(' ') ? " " : "";
    String digits = Strings.padStart(value.abs().toString(), precision.orElse(1), '0');
    boolean zeros = has('0') && !has('-');
    return padded(sign + (zeros ? Strings.padStart(digits, width - sign.length(), '0') : digits));
  }

  private String padded(String shown) {
    String padding = " ".repeat(Math.max(0, width - shown.codePointCount(0, shown.length())));
    return has('-') ? shown + padding : padding + shown;
  }

  private boolean has(char flag) {
    return flags.indexOf(flag) >= 0;
  }
}
