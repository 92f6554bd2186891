package io.ec2cluster.internal.python;

import io.ec2cluster.config.PythonLiteral;
import io.ec2cluster.config.PythonLiteral.Dict;
import io.ec2cluster.config.PythonLiteral.None;
import io.ec2cluster.config.PythonLiteral.Sequence;
import io.ec2cluster.config.PythonLiteral.Text;
import io.ec2cluster.config.PythonLiteral.Truth;
import io.ec2cluster.config.PythonLiteral.Whole;
import io.ec2cluster.internal.config.Quoted;
import io.ec2cluster.internal.python.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one expression: literals, names that were assigned above, {@code +} between strings and
 * {@code %} behind one. Recursion goes as deep as brackets do, which is bounded.
 */
final class LiteralParser {
  private static final int DEEPEST = 100;
  private static final String DATA = "settings are read as data and never executed";

  private final TokenStream tokens;
  private final Names names;
  private final TextBudget budget = new TextBudget();
  private int depth;

  LiteralParser(TokenStream tokens, Names names) {
    this.tokens = tokens;
    this.names = names;
  }

  /** A value up to the end of its statement; without parentheses a comma makes a tuple. */
  PythonLiteral statementValue() throws Fault {
    depth = 0;
    PythonLiteral first = expression();
    PythonLiteral value = tokens.peek().isOperator(",") ? bareTuple(first) : first;
    Token end = tokens.peek();
    if (!end.endsStatement()) {
      throw new Fault(
          end.position(),
          end.shown(),
          "the end of the assignment: only literals, '+' between strings and '%' behind one are"
              + " read; "
              + DATA);
    }
    return value;
  }

  private PythonLiteral bareTuple(PythonLiteral first) throws Fault {
    List<PythonLiteral> elements = new ArrayList<>(List.of(first));
    while (tokens.takeIf(",") && !tokens.peek().endsStatement()) {
      elements.add(expression());
    }
    return new Sequence(true, elements);
  }

  private PythonLiteral expression() throws Fault {
    Token start = tokens.peek();
    PythonLiteral sum = product();
    while (tokens.peek().isOperator("+")) {
      Position plus = tokens.take().position();
      Token behind = tokens.peek();
      String left = text(sum, start.position(), "before '+'");
      String right = text(product(), behind.position(), "behind '+'");
      sum = new Text(budget.spend(left.concat(right), plus));
    }
    return sum;
  }

  private PythonLiteral product() throws Fault {
    Token start = tokens.peek();
    PythonLiteral value = signed();
    while (tokens.peek().isOperator("%")) {
      Position percent = tokens.take().position();
      String format = text(value, start.position(), "before '%'");
      value = new Text(budget.spend(PercentFormat.fill(format, signed(), percent), percent));
    }
    return value;
  }

  private static String text(PythonLiteral value, Position position, String place) throws Fault {
    if (value instanceof Text text) {
      return text.value();
    }
    throw new Fault(position, value.kind() + " " + place, "a string there");
  }

  private PythonLiteral signed() throws Fault {
    boolean negative = false;
    boolean signed = false;
    while (tokens.peek().isOperator("-") || tokens.peek().isOperator("+")) {
      negative ^= tokens.take().isOperator("-");
      signed = true;
    }
    Token token = tokens.peek();
    if (token.is(Kind.NUMBER)) {
      return NumberLiteral.of(tokens.take(), negative);
    }
    if (signed) {
      throw new Fault(token.position(), token.shown() + " behind a sign", "a number");
    }
    return withoutTrailer(atom());
  }

  private PythonLiteral atom() throws Fault {
    Token token = tokens.peek();
    if (token.is(Kind.STRING)) {
      return strings(tokens.take());
    }
    if (token.is(Kind.NAME)) {
      return name(tokens.take());
    }
    if (token.isOperator("(")) {
      return bracketed(tokens.take(), this::parenthesised);
    }
    if (token.isOperator("[")) {
      return bracketed(tokens.take(), this::list);
    }
    if (token.isOperator("{")) {
      return bracketed(tokens.take(), this::dict);
    }
    throw new Fault(
        token.position(), token.shown(), "a literal such as 'text', 60, True, None or [1, 2]");
  }

  /** Neighbouring strings are one. */
  private PythonLiteral strings(Token first) throws Fault {
    StringBuilder content = new StringBuilder(StringLiteral.content(first));
    while (tokens.peek().is(Kind.STRING)) {
      content.append(StringLiteral.content(tokens.take()));
    }
    return new Text(content.toString());
  }

  private PythonLiteral name(Token token) throws Fault {
    return switch (token.text()) {
      case "None" -> new None();
      case "True" -> new Truth(true);
      case "False" -> new Truth(false);
      default -> {
        if (tokens.peek().isOperator(".") || tokens.peek().isOperator("(")) {
          throw notLiteral(token);
        }
        yield names.get(token);
      }
    };
  }

  /** Names the whole of {@code os.path.join(}, for the message. */
  private Fault notLiteral(Token first) throws Fault {
    StringBuilder dotted = new StringBuilder(first.text());
    while (tokens.takeIf(".") && tokens.peek().is(Kind.NAME)) {
      dotted.append('.').append(tokens.take().text());
    }
    String kind =
        tokens.peek().isOperator("(")
            ? "a call of "
            : tokens.peek().isOperator("[") ? "a look-up in " : "the attribute ";
    return new Fault(first.position(), kind + Quoted.of(dotted.toString()), notRun());
  }

  private PythonLiteral withoutTrailer(PythonLiteral value) throws Fault {
    Token next = tokens.peek();
    if (next.isOperator(".") || next.isOperator("(") || next.isOperator("[")) {
      throw new Fault(
          next.position(), Quoted.of(next.text()) + " behind " + value.kind(), notRun());
    }
    return value;
  }

  private static String notRun() {
    return "a literal: " + DATA + ", so write the value itself";
  }

  /** What stands between brackets. */
  @FunctionalInterface
  private interface Inside {
    PythonLiteral read(Token open) throws Fault;
  }

  private PythonLiteral bracketed(Token open, Inside inside) throws Fault {
    if (++depth > DEEPEST) {
      throw new Fault(
          open.position(), "brackets " + depth + " deep", "at most " + DEEPEST + " in one another");
    }
    PythonLiteral value = inside.read(open);
    depth--;
    return value;
  }

  /** A tuple, or one expression in parentheses. */
  private PythonLiteral parenthesised(Token open) throws Fault {
    List<PythonLiteral> elements = new ArrayList<>();
    boolean comma = false;
    while (!tokens.takeIf(")")) {
      elements.add(expression());
      boolean more = commaOrEnd(open, ")");
      comma |= more;
    }
    return elements.size() == 1 && !comma ? elements.get(0) : new Sequence(true, elements);
  }

  private PythonLiteral list(Token open) throws Fault {
    List<PythonLiteral> elements = new ArrayList<>();
    while (!tokens.takeIf("]")) {
      elements.add(expression());
      commaOrEnd(open, "]");
    }
    return new Sequence(false, elements);
  }

  private PythonLiteral dict(Token open) throws Fault {
    Map<PythonLiteral, PythonLiteral> entries = new LinkedHashMap<>();
    while (!tokens.takeIf("}")) {
      Token start = tokens.peek();
      PythonLiteral key = expression();
      if (!(key instanceof Text || key instanceof Whole)) {
        // To Python 1, 1.0 and True are one key; and tuples of tuples take for ever to hash.
        throw new Fault(start.position(), key.kind() + " as a key", "a string or a whole number");
      }
      if (!tokens.takeIf(":")) {
        throw unexpected(open, "':' behind a key of a dict, or its '}'");
      }
      entries.put(key, expression());
      commaOrEnd(open, "}");
    }
    return new Dict(entries);
  }

  /** Whether there was a comma; the closing bracket stays the next. */
  private boolean commaOrEnd(Token open, String closing) throws Fault {
    boolean comma = tokens.takeIf(",");
    if (!comma && !tokens.peek().isOperator(closing)) {
      throw unexpected(open, "',' or '" + closing + "'");
    }
    return comma;
  }

  private Fault unexpected(Token open, String expected) throws Fault {
    Token found = tokens.peek();
    return new Fault(
        found.position(),
        found.shown(),
        expected + " for the '" + open.text() + "' at " + open.position());
  }
}
