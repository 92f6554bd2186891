package io.ec2cluster.internal.python;

import com.google.common.base.CharMatcher;
import io.ec2cluster.internal.config.Quoted;
import io.ec2cluster.internal.python.Token.Kind;

/**
 * Takes source apart (Python Language Reference, "Lexical analysis"), in time proportional to its
 * length. Line ends count only outside brackets. Each call goes on behind what the last one found,
 * a fault included.
 */
final class Tokenizer {
  private static final CharMatcher LETTERS =
      CharMatcher.inRange('a', 'z').or(CharMatcher.inRange('A', 'Z')).or(CharMatcher.is('_'));
  private static final CharMatcher DIGITS = CharMatcher.inRange('0', '9');
  private static final CharMatcher WORD = LETTERS.or(DIGITS);
  private static final CharMatcher BLANKS = CharMatcher.anyOf(" \t\f");
  private static final CharMatcher OPERATORS = CharMatcher.anyOf("=+-*/%<>!&|^@:~.,;()[]{}`");
  private static final CharMatcher BEFORE_EQUALS = CharMatcher.anyOf("=+-*/%<>!&|^@:");
  private static final int LONGEST_PREFIX = 2;

  private final String text;
  private int index;
  private int line = 1;
  private int counted;
  private int column = 1;
  private int brackets;

  Tokenizer(String source) {
    // As Python reads its source: every form of line end is one line feed.
    this.text = source.replace("\r\n", "\n").replace('\r', '\n');
  }

  /** The next token; at the end {@link Kind#END} again and again. */
  Token next() throws Fault {
    skipBlanks();
    Position start = position();
    if (index == text.length()) {
      return new Token(Kind.END, "", start);
    }
    int from = index;
    char first = text.charAt(index);
    Kind kind = scan(first, start);
    return new Token(kind, text.substring(from, index), start);
  }

  /** Gives up on the brackets that are open: what follows is a new statement. */
  void closeBrackets() {
    brackets = 0;
  }

  private Kind scan(char first, Position start) throws Fault {
    if (first == '\n') {
      endLine();
      return Kind.NEWLINE;
    }
    int quote = quoteIndex();
    if (quote >= 0) {
      new StringEnd(quote, start).find();
      return Kind.STRING;
    }
    if (LETTERS.matches(first)) {
      skip(WORD);
      return Kind.NAME;
    }
    if (DIGITS.matches(first) || (first == '.' && at(DIGITS, index + 1))) {
      skipNumber();
      return Kind.NUMBER;
    }
    if (OPERATORS.matches(first)) {
      skipOperator(first);
      return Kind.OPERATOR;
    }
    int point = text.codePointAt(index);
    index += Character.charCount(point);
    throw new Fault(
        start,
        "the character " + Quoted.of(Character.toString(point)),
        "a name, a literal or an operator: remove it");
  }

  /** Blanks, comments, continued lines, and inside brackets line ends. */
  private void skipBlanks() throws Fault {
    while (index < text.length()) {
      char next = text.charAt(index);
      if (BLANKS.matches(next)) {
        index++;
      } else if (next == '#') {
        skip(CharMatcher.isNot('\n'));
      } else if (next == '\\') {
        continueLine();
      } else if (next == '\n' && brackets > 0) {
        endLine();
      } else {
        return;
      }
    }
  }

  private void continueLine() throws Fault {
    Position start = position();
    index++;
    if (!at(CharMatcher.is('\n'), index)) {
      throw new Fault(start, "a backslash in the line", "one only at the end of a line");
    }
    endLine();
  }

  /** Where a string's opening quote is: here, or behind a prefix such as {@code ur}. */
  private int quoteIndex() {
    int quote = index;
    while (quote - index < LONGEST_PREFIX && at(StringLiteral.PREFIXES, quote)) {
      quote++;
    }
    return at(StringLiteral.QUOTES, quote) ? quote : -1;
  }

  /** Everything that belongs together in a reader's eyes; whether it is a number is seen later. */
  private void skipNumber() {
    boolean hexadecimal = text.startsWith("0x", index) || text.startsWith("0X", index);
    while (at(WORD.or(CharMatcher.is('.')), index) || (!hexadecimal && isExponentSign())) {
      index++;
    }
  }

  private boolean isExponentSign() {
    return at(CharMatcher.anyOf("+-"), index)
        && CharMatcher.anyOf("eE").matches(text.charAt(index - 1));
  }

  private void skipOperator(char first) {
    index++;
    if (BEFORE_EQUALS.matches(first) && at(CharMatcher.is('='), index)) {
      index++;
    }
    if ("([{".indexOf(first) >= 0) {
      brackets++;
    } else if (")]}".indexOf(first) >= 0) {
      brackets = Math.max(0, brackets - 1);
    }
  }

  private void skip(CharMatcher matcher) {
    while (at(matcher, index)) {
      index++;
    }
  }

  private boolean at(CharMatcher matcher, int place) {
    return place < text.length() && matcher.matches(text.charAt(place));
  }

  private void endLine() {
    index++;
    line++;
    column = 1;
    counted = index;
  }

  /** Counts on from the last position, so that a long line is counted once. */
  private Position position() {
    column += text.codePointCount(counted, index);
    counted = index;
    return new Position(line, column);
  }

  /** Goes behind a string's closing quote. A backslash guards what follows, in raw strings too. */
  private final class StringEnd {
    private final Position start;
    private final String closing;

    StringEnd(int quote, Position start) {
      String one = text.substring(quote, quote + 1);
      String three = one.repeat(3);
      this.start = start;
      this.closing = text.startsWith(three, quote) ? three : one;
      index = quote + closing.length();
    }

    void find() throws Fault {
      boolean oneLine = closing.length() == 1;
      while (index < text.length() && !(oneLine && at(CharMatcher.is('\n'), index))) {
        if (text.startsWith(closing, index)) {
          index += closing.length();
          return;
        }
        if (text.charAt(index) == '\\') {
          index++;
        }
        pass();
      }
      throw new Fault(
          start,
          "a string without its end",
          "the closing " + closing + (oneLine ? " on the same line" : " before the file ends"));
    }

    private void pass() {
      if (at(CharMatcher.is('\n'), index)) {
        endLine();
      } else if (index < text.length()) {
        index++;
      }
    }
  }
}
