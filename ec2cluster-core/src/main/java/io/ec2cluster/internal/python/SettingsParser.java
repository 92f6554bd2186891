package io.ec2cluster.internal.python;

import com.google.common.collect.ImmutableSet;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.PythonLiteral;
import io.ec2cluster.config.PythonSettings.Assignment;
import io.ec2cluster.internal.config.Problems;
import io.ec2cluster.internal.python.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a whole file of {@code NAME = literal}, and notes everything that is not one. A string that
 * stands by itself is a comment.
 */
public final class SettingsParser {
  private static final Position NOWHERE = new Position(0, 0);
  private static final int MOST_PROBLEMS = 100;
  private static final String ASSIGNMENT = "an assignment NAME = literal";
  private static final Set<String> KEYWORDS =
      ImmutableSet.of(
          "and",
          "as",
          "assert",
          "break",
          "class",
          "continue",
          "def",
          "del",
          "elif",
          "else",
          "except",
          "exec",
          "False",
          "finally",
          "for",
          "from",
          "global",
          "if",
          "import",
          "in",
          "is",
          "lambda",
          "None",
          "not",
          "or",
          "pass",
          "print",
          "raise",
          "return",
          "True",
          "try",
          "while",
          "with",
          "yield");

  private final String file;
  private final Problems problems;
  private final TokenStream tokens;
  private final Names names = new Names();
  private final LiteralParser literals;
  private final Map<String, Assignment> assignments = new LinkedHashMap<>();
  private int noted;
  private boolean skipsBody;
  private int lastLine;

  /**
   * A file to read.
   *
   * @param file its name, for problems
   * @param text its content
   */
  public SettingsParser(String file, String text, Problems problems) {
    this.file = file;
    this.problems = problems;
    this.tokens = new TokenStream(text);
    this.literals = new LiteralParser(tokens, names);
  }

  /** The last assignment of every name, in the order of the first. */
  public List<Assignment> assignments() {
    boolean more = true;
    while (more && noted < MOST_PROBLEMS) {
      more = statement();
    }
    if (more) {
      problems.add(
          ConfigurationProblem.of(
              file, "", "the rest was not read: correct these " + noted + " problems first"));
    }
    return List.copyOf(assignments.values());
  }

  /** The names that were used in the values of others. */
  public Set<String> used() {
    return ImmutableSet.copyOf(names.used());
  }

  /** Reads one statement or an empty line; whether there may be more. */
  private boolean statement() {
    List<Token> targets = new ArrayList<>();
    Position start = NOWHERE;
    try {
      Token first = tokens.peek();
      start = first.position();
      if (first.is(Kind.END)) {
        return false;
      }
      if (first.endsStatement()) {
        tokens.take();
        return true;
      }
      read(first, targets);
    } catch (Fault fault) {
      note(fault, targets);
      tokens.skipStatement(start);
      skipsBody = true;
    }
    return true;
  }

  private void read(Token first, List<Token> targets) throws Fault {
    if (first.position().column() > 1 && isIndented(first)) {
      if (!skipsBody) {
        throw new Fault(
            first.position(), "an indented line", ASSIGNMENT + " at the beginning of a line");
      }
      tokens.skipStatement(first.position());
      return;
    }
    skipsBody = false;
    if (first.is(Kind.STRING)) {
      literals.statementValue();
    } else {
      assign(targets);
    }
    endOfStatement();
  }

  /** Whether a token is the first of its line: behind a semicolon none is. */
  private boolean isIndented(Token first) {
    return first.position().line() != lastLine;
  }

  private void endOfStatement() throws Fault {
    lastLine = tokens.take().position().line();
  }

  private void assign(List<Token> targets) throws Fault {
    while (tokens.peek().is(Kind.NAME) && tokens.peekSecond().isOperator("=")) {
      Token target = tokens.take();
      if (KEYWORDS.contains(target.text())) {
        throw notAssignment(target);
      }
      targets.add(target);
      tokens.take();
    }
    if (targets.isEmpty()) {
      throw notAssignment(tokens.peek());
    }
    PythonLiteral value = literals.statementValue();
    for (Token target : targets) {
      names.assign(target.text(), value);
      assignments.put(
          target.text(), new Assignment(target.text(), value, origin(target.position())));
    }
  }

  private Fault notAssignment(Token first) throws Fault {
    boolean plainName = first.is(Kind.NAME) && !KEYWORDS.contains(first.text());
    String behind = plainName ? " with " + tokens.peekSecond().shown() + " behind it" : "";
    return new Fault(
        first.position(),
        first.shown() + behind,
        ASSIGNMENT
            + ": settings are read as data and never executed; remove this and write values out");
  }

  private void note(Fault fault, List<Token> targets) {
    targets.forEach(target -> names.spoil(target.text()));
    if (fault.isConsequence()) {
      return;
    }
    noted++;
    problems.add(
        ConfigurationProblem.of(
            origin(fault.position()),
            targets.isEmpty() ? "" : targets.get(0).text(),
            fault.found(),
            fault.expected()));
  }

  private String origin(Position position) {
    return file + ":" + position.line() + ":" + position.column();
  }
}
