package io.ec2cluster.internal.python;

import com.google.common.base.Ascii;
import io.ec2cluster.config.PythonLiteral;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number as Python 2 writes it: {@code 0755} and {@code 0o755} are octal, {@code 10L} is 10. */
final class NumberLiteral {
  private static final int LONGEST = 100;
  private static final Pattern WHOLE =
      Pattern.compile("(?:0x([0-9a-f]+)|0o([0-7]+)|0b([01]+)|0([0-7]+)|(0|[1-9][0-9]*))l?");
  private static final Pattern REAL =
      Pattern.compile("(?:[0-9]+\\.[0-9]*|\\.[0-9]+|[0-9]+(?=e))(?:e[+-]?[0-9]+)?");
  private static final int[] RADIXES = {16, 8, 2, 8, 10};

  private NumberLiteral() {}

  static PythonLiteral of(Token token, boolean negative) throws Fault {
    String text = Ascii.toLowerCase(token.text());
    if (text.length() > LONGEST) {
      throw fault(token, "a number of " + text.length() + " characters", "at most " + LONGEST);
    }
    Matcher whole = WHOLE.matcher(text);
    if (whole.matches()) {
      BigInteger value = whole(whole);
      return new PythonLiteral.Whole(negative ? value.negate() : value);
    }
    double value = REAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw fault(token, "something that begins like a number", "a whole number or a fraction");
    }
    return new PythonLiteral.Real(negative ? -value : value);
  }

  private static BigInteger whole(Matcher matcher) {
    int group = 1;
    while (matcher.group(group) == null) {
      group++;
    }
    return new BigInteger(matcher.group(group), RADIXES[group - 1]);
  }

  private static Fault fault(Token token, String found, String expected) {
    return new Fault(token.position(), found, expected);
  }
}
