package io.ec2cluster.internal.template;

import com.google.common.base.CharMatcher;
import io.ec2cluster.UsageException;
import io.ec2cluster.internal.config.Quoted;
import java.util.OptionalInt;

/** Reads one specifier: {@code %(name)}, flags, width, precision, length modifier, conversion. */
final class PercentScanner {
  private static final String FORM = "%(name)s for a variable, or %% for a percent sign";
  private static final String SUPPORTED = "sdiuc";
  private static final CharMatcher FLAGS = CharMatcher.anyOf("-+ #0");
  private static final CharMatcher DIGITS = CharMatcher.inRange('0', '9');
  private static final CharMatcher LENGTH_MODIFIERS = CharMatcher.anyOf("hlL");
  private static final int MOST_DIGITS = 4;

  private final String text;
  private final int start;
  private final String place;
  private final Variables variables;
  private int position;

  PercentScanner(String text, int percent, String place, Variables variables) {
    this.text = text;
    this.start = percent;
    this.place = place;
    this.variables = variables;
    this.position = percent + 1;
  }

  /** Where the text goes on behind the specifier. */
  int position() {
    return position;
  }

  PercentSpecifier scan() {
    String name = name();
    String flags = whileIn(FLAGS);
    int width = number().orElse(0);
    OptionalInt precision = OptionalInt.empty();
    if (startsWith(CharMatcher.is('.'))) {
      position++;
      precision = OptionalInt.of(number().orElse(0));
    }
    if (startsWith(LENGTH_MODIFIERS)) {
      position++;
    }
    return new PercentSpecifier(name, flags, width, precision, conversion());
  }

  /** A conversion that the variable's value does not allow; the value is not shown. */
  UsageException unfit(PercentSpecifier specifier) {
    String expected = specifier.conversion() == 'c' ? "a single character" : "a whole number";
    return malformed(
        "a value of " + Quoted.of(specifier.name()) + " that is not " + expected,
        "%(name)s for text");
  }

  /** The name ends at the parenthesis that closes the first one: it may hold pairs of them. */
  private String name() {
    if (!startsWith(CharMatcher.is('('))) {
      throw position == text.length()
          ? malformed("a single % at the end", FORM)
          : malformed(seen() + " without a name", FORM);
    }
    int depth = 0;
    int open = position;
    for (; position < text.length(); position++) {
      char next = text.charAt(position);
      depth += next == '(' ? 1 : next == ')' ? -1 : 0;
      if (depth == 0) {
        return text.substring(open + 1, position++);
      }
    }
    throw malformed("%( without the closing )", FORM);
  }

  private char conversion() {
    if (position == text.length()) {
      throw malformed(seen() + ", which ends too early", "the conversion s behind it");
    }
    char conversion = text.charAt(position++);
    if (SUPPORTED.indexOf(conversion) < 0) {
      throw malformed(
          seen(), "the conversion s instead of its last character, or %% for a percent sign");
    }
    return conversion;
  }

  private OptionalInt number() {
    String digits = whileIn(DIGITS);
    if (digits.length() > MOST_DIGITS) {
      throw malformed(seen(), "a width and precision of at most " + MOST_DIGITS + " digits");
    }
    return digits.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
  }

  private String whileIn(CharMatcher matcher) {
    int from = position;
    while (startsWith(matcher)) {
      position++;
    }
    return text.substring(from, position);
  }

  private boolean startsWith(CharMatcher matcher) {
    return position < text.length() && matcher.matches(text.charAt(position));
  }

  private String seen() {
    int end = Math.min(text.length(), Math.max(position, start + 2));
    return Quoted.of(text.substring(start, end));
  }

  private UsageException malformed(String found, String expected) {
    return variables.malformed(place, found, expected);
  }
}
