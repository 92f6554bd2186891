package io.ec2cluster.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line of configuration, and words as such a line needs them: double quotes with
 * escapes, single quotes without (source, {@code sdssplitargs}).
 */
final class ConfWords {
  private static final String PLAIN = "[A-Za-z0-9_./:*,+@-]+";
  private static final int HEX = 16;

  private final String line;
  private int at;

  private ConfWords(String line) {
    this.line = line;
  }

  /**
   * The words of a line; none where its quotes are not balanced: the server refuses such a line.
   */
  static List<String> split(String line) {
    ConfWords words = new ConfWords(line);
    List<String> found = new ArrayList<>();
    words.skipSpace();
    while (words.at < line.length()) {
      found.add(words.next());
      words.skipSpace();
    }
    return found;
  }

  /** A word that is read back as it is. */
  static String quoted(String word) {
    if (word.matches(PLAIN)) {
      return word;
    }
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> text.append(c);
      }
    }
    return text.append('"').toString();
  }

  private void skipSpace() {
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
  }

  private String next() {
    StringBuilder word = new StringBuilder();
    while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
      char c = line.charAt(at++);
      if (c == '"') {
        inDouble(word);
      } else if (c == '\'') {
        inSingle(word);
      } else {
        word.append(c);
      }
    }
    return word.toString();
  }

  private void inSingle(StringBuilder word) {
    while (at < line.length() && line.charAt(at) != '\'') {
      if (line.startsWith("\\'", at)) {
        at++;
      }
      word.append(line.charAt(at++));
    }
    at++;
  }

  private void inDouble(StringBuilder word) {
    while (at < line.length() && line.charAt(at) != '"') {
      char c = line.charAt(at++);
      word.append(c == '\\' && at < line.length() ? escaped() : c);
    }
    at++;
  }

  private char escaped() {
    char c = line.charAt(at++);
    if (c == 'x' && at + 2 <= line.length() && isHex(at) && isHex(at + 1)) {
      at += 2;
      return (char) Integer.parseInt(line, at - 2, at, HEX);
    }
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> '\u0007';
      default -> c;
    };
  }

  private boolean isHex(int index) {
    return Character.digit(line.charAt(index), HEX) >= 0;
  }
}
