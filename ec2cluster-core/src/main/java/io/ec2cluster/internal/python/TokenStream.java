package io.ec2cluster.internal.python;

import io.ec2cluster.internal.python.Token.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Tokens with a look ahead, and a way on behind a fault. */
final class TokenStream {
  private final Tokenizer tokenizer;
  private final Deque<Token> ahead = new ArrayDeque<>();

  TokenStream(String source) {
    tokenizer = new Tokenizer(source);
  }

  /** The next token, which stays the next. */
  Token peek() throws Fault {
    if (ahead.isEmpty()) {
      ahead.add(tokenizer.next());
    }
    return ahead.getFirst();
  }

  /** The token behind the next. */
  Token peekSecond() throws Fault {
    peek();
    if (ahead.size() == 1) {
      ahead.add(tokenizer.next());
    }
    return ahead.getLast();
  }

  Token take() throws Fault {
    peek();
    return ahead.removeFirst();
  }

  /** Takes an operator if it is the next. */
  boolean takeIf(String operator) throws Fault {
    boolean next = peek().isOperator(operator);
    if (next) {
      take();
    }
    return next;
  }

  /**
   * Goes to the end of a statement that cannot be read. A name at the beginning of a line is taken
   * for the next statement even where a bracket is still open: else one bracket would hide the rest
   * of the file.
   *
   * @param start where the statement itself begins
   */
  void skipStatement(Position start) {
    boolean ended = false;
    while (!ended) {
      Optional<Token> token = takeReadable();
      ended = token.isPresent() && endsSkipped(token.get(), start);
    }
  }

  private boolean endsSkipped(Token token, Position start) {
    boolean beginsLine = token.position().column() == 1 && !token.position().equals(start);
    if (token.is(Kind.NAME) && beginsLine) {
      tokenizer.closeBrackets();
      ahead.addFirst(token);
      return true;
    }
    return token.is(Kind.NEWLINE) || token.is(Kind.END);
  }

  private Optional<Token> takeReadable() {
    try {
      return Optional.of(take());
    } catch (Fault partOfTheSame) {
      return Optional.empty();
    }
  }
}
