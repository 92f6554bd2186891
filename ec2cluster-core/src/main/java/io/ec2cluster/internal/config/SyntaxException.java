package io.ec2cluster.internal.config;

/** A text is not in its notation. The message is the parser's, without the text it quotes. */
final class SyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 200;

  private final int line;
  private final int column;

  SyntaxException(int line, int column, String reason) {
    super(Quoted.plain(reason, LONGEST));
    this.line = line;
    this.column = column;
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }

  boolean isBehind(SyntaxException other) {
    return line > other.line || (line == other.line && column > other.column);
  }
}
