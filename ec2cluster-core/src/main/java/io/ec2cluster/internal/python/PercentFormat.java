package io.ec2cluster.internal.python;

import com.google.common.base.CharMatcher;
import io.ec2cluster.config.PythonLiteral;
import io.ec2cluster.config.PythonLiteral.Dict;
import io.ec2cluster.config.PythonLiteral.Sequence;
import io.ec2cluster.config.PythonLiteral.Text;
import io.ec2cluster.config.PythonLiteral.Truth;
import io.ec2cluster.config.PythonLiteral.Whole;
import io.ec2cluster.internal.config.Quoted;
import io.ec2cluster.internal.template.PercentSpecifier;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code 'text' % value} with a single value, a tuple or a dict (Python Library Reference,
 * "printf-style String Formatting"). Conversions are {@code s}, and {@code d}, {@code i}, {@code u}
 * of whole numbers.
 */
final class PercentFormat {
  private static final CharMatcher FLAGS = CharMatcher.anyOf("-+ #0");
  private static final CharMatcher DIGITS = CharMatcher.inRange('0', '9');
  private static final String CONVERSIONS = "sdiu";
  private static final int MOST_DIGITS = 4;

  private final String format;
  private final Position position;
  private final Optional<Dict> named;
  private final List<PythonLiteral> unnamed;
  private final StringBuilder filled = new StringBuilder();
  private int index;
  private int used;

  private PercentFormat(String format, PythonLiteral value, Position position) {
    this.format = format;
    this.position = position;
    this.named = value instanceof Dict dict ? Optional.of(dict) : Optional.empty();
    this.unnamed =
        value instanceof Sequence sequence && sequence.tuple()
            ? sequence.elements()
            : named.isPresent() ? List.of() : List.of(value);
  }

  /**
   * The text with its specifiers filled.
   *
   * @param position where the operator stands, for faults
   */
  static String fill(String format, PythonLiteral value, Position position) throws Fault {
    return new PercentFormat(format, value, position).fill();
  }

  private String fill() throws Fault {
    while (index < format.length()) {
      char next = format.charAt(index++);
      if (next != '%') {
        filled.append(next);
      } else if (index < format.length() && format.charAt(index) == '%') {
        filled.append('%');
        index++;
      } else {
        filled.append(specified());
      }
      if (filled.length() > TextBudget.LARGEST) {
        throw TextBudget.tooLong(position);
      }
    }
    if (used < unnamed.size()) {
      throw fault(unnamed.size() + " values", "as many as the string has %s, " + used);
    }
    return filled.toString();
  }

  private String specified() throws Fault {
    int start = index - 1;
    Optional<String> name = name();
    String flags = whileIn(FLAGS);
    int width = number(start).orElse(0);
    OptionalInt precision = OptionalInt.empty();
    if (at(CharMatcher.is('.'))) {
      index++;
      precision = OptionalInt.of(number(start).orElse(0));
    }
    if (index == format.length() || CONVERSIONS.indexOf(format.charAt(index)) < 0) {
      throw fault(seen(start), "%s, %(name)s, %d, or %% for a percent sign");
    }
    char conversion = format.charAt(index++);
    PythonLiteral value = name.isPresent() ? byName(name.get()) : byPlace(start);
    return new PercentSpecifier(name.orElse(""), flags, width, precision, conversion)
        .format(text(value, conversion, start))
        .orElseThrow(() -> unfit(value, start));
  }

  private Optional<String> name() throws Fault {
    if (!at(CharMatcher.is('('))) {
      return Optional.empty();
    }
    int open = index;
    int depth = 0;
    for (; index < format.length(); index++) {
      char next = format.charAt(index);
      depth += next == '(' ? 1 : next == ')' ? -1 : 0;
      if (depth == 0) {
        return Optional.of(format.substring(open + 1, index++));
      }
    }
    throw fault("'%(' without the closing ')'", "%(name)s");
  }

  private PythonLiteral byName(String name) throws Fault {
    if (named.isEmpty()) {
      throw fault("the name " + Quoted.of(name) + " to fill", "a dict of literals behind '%'");
    }
    Optional<PythonLiteral> value = Optional.ofNullable(named.get().entries().get(new Text(name)));
    return value.orElseThrow(
        () ->
            fault(
                "no value for " + Quoted.of(name),
                "one in the dict; for a variable of ec2cluster write %%(" + name + ")s"));
  }

  private PythonLiteral byPlace(int start) throws Fault {
    if (named.isPresent()) {
      throw fault(seen(start) + " without a name before a dict", "%(name)s");
    }
    if (used == unnamed.size()) {
      throw fault("more places in the string than values", "a value for each %s");
    }
    return unnamed.get(used++);
  }

  private String text(PythonLiteral value, char conversion, int start) throws Fault {
    if (value instanceof Whole whole) {
      return whole.value().toString();
    }
    if (value instanceof Truth truth) {
      return conversion == 's' ? (truth.value() ? "True" : "False") : (truth.value() ? "1" : "0");
    }
    if (conversion == 's' && value instanceof Text text) {
      return text.value();
    }
    if (conversion == 's' && value instanceof PythonLiteral.None) {
      return "None";
    }
    throw unfit(value, start);
  }

  private Fault unfit(PythonLiteral value, int start) {
    return fault(
        value.kind() + " for " + seen(start), "a string or a whole number, written as one");
  }

  private OptionalInt number(int start) throws Fault {
    String digits = whileIn(DIGITS);
    if (digits.length() > MOST_DIGITS) {
      throw fault(seen(start), "a width and precision of at most " + MOST_DIGITS + " digits");
    }
    return digits.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
  }

  private String whileIn(CharMatcher matcher) {
    int from = index;
    while (at(matcher)) {
      index++;
    }
    return format.substring(from, index);
  }

  private boolean at(CharMatcher matcher) {
    return index < format.length() && matcher.matches(format.charAt(index));
  }

  /** The specifier as far as it was read: no other part of the string, which may be secret. */
  private String seen(int start) {
    return Quoted.of(format.substring(start, Math.min(format.length(), index + 1)));
  }

  private Fault fault(String found, String expected) {
    return new Fault(position, found, expected);
  }
}
