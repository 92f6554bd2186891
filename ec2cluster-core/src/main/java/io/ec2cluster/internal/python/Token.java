package io.ec2cluster.internal.python;

import io.ec2cluster.internal.config.Quoted;

/**
 * A piece of source.
 *
 * @param kind what it is
 * @param text as it stands in the source, prefix and quotes included
 * @param position where it begins
 */
record Token(Kind kind, String text, Position position) {
  /** What a token can be. */
  enum Kind {
    NAME,
    STRING,
    NUMBER,
    OPERATOR,
    NEWLINE,
    END
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  /** Whether a statement may end here. */
  boolean endsStatement() {
    return kind == Kind.NEWLINE || kind == Kind.END || isOperator(";");
  }

  /** For messages; the content of a string may be a secret. */
  String shown() {
    return switch (kind) {
      case NAME, OPERATOR -> Quoted.of(text);
      case STRING -> "a string";
      case NUMBER -> "a number";
      case NEWLINE -> "the end of the line";
      case END -> "the end of the file";
    };
  }
}
