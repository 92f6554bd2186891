package io.ec2cluster.internal.python;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import java.util.Map;
import java.util.Set;

/**
 * The content of a string literal, as Python 2 reads it (Language Reference, "String literals").
 * {@code \}{@code u} and {@code \}{@code U} are escapes in {@code u''} only. A byte above 127
 * written as an escape has no meaning as a character and is refused.
 */
final class StringLiteral {
  static final CharMatcher PREFIXES = CharMatcher.anyOf("bBfFrRuU");
  static final CharMatcher QUOTES = CharMatcher.anyOf("'\"");

  private static final Set<String> KNOWN_PREFIXES = Set.of("", "b", "br", "r", "rb", "u", "ur");
  private static final CharMatcher OCTAL = CharMatcher.inRange('0', '7');
  private static final int MOST_OCTAL = 3;
  private static final int LARGEST_BYTE = 0x7f;
  private static final Map<Character, String> SIMPLE =
      Map.ofEntries(
          Map.entry('\n', ""),
          Map.entry('\\', "\\"),
          Map.entry('\'', "'"),
          Map.entry('"', "\""),
          Map.entry('a', "\u0007"),
          Map.entry('b', "\b"),
          Map.entry('f', "\f"),
          Map.entry('n', "\n"),
          Map.entry('r', "\r"),
          Map.entry('t', "\t"),
          Map.entry('v', "\u000b"));

  private final Position position;
  private final String body;
  private final boolean raw;
  private final boolean unicode;
  private final StringBuilder content = new StringBuilder();
  private int index;

  private StringLiteral(Position position, String prefix, String body) {
    this.position = position;
    this.body = body;
    this.raw = prefix.contains("r");
    this.unicode = prefix.contains("u");
  }

  /** The content of one literal. */
  static String content(Token token) throws Fault {
    String source = token.text();
    int quote = QUOTES.indexIn(source);
    String prefix = Ascii.toLowerCase(source.substring(0, quote));
    if (!KNOWN_PREFIXES.contains(prefix)) {
      throw new Fault(
          token.position(),
          "a string with the prefix '" + prefix + "'",
          "a string without it, whose content stands there as it is");
    }
    String one = source.substring(quote, quote + 1);
    int width = source.startsWith(one.repeat(3), quote) ? 3 : 1;
    String body = source.substring(quote + width, source.length() - width);
    return new StringLiteral(token.position(), prefix, body).read();
  }

  private String read() throws Fault {
    while (index < body.length()) {
      char next = body.charAt(index++);
      if (next == '\\' && !(raw && !isUnicodeEscape())) {
        escape();
      } else {
        content.append(next);
        if (next == '\\' && index < body.length()) {
          content.append(body.charAt(index++));
        }
      }
    }
    requireWholeCharacters();
    return content.toString();
  }

  /** The only escapes of a raw string are those of {@code ur''}. */
  private boolean isUnicodeEscape() {
    return unicode && index < body.length() && "uU".indexOf(body.charAt(index)) >= 0;
  }

  private void escape() throws Fault {
    char kind = body.charAt(index++);
    if (SIMPLE.containsKey(kind)) {
      content.append(SIMPLE.get(kind));
    } else if (OCTAL.matches(kind)) {
      index--;
      content.append((char) character(octal()));
    } else if (kind == 'x') {
      content.append((char) character(hexadecimal(2)));
    } else if (unicode && kind == 'u') {
      content.append((char) hexadecimal(4));
    } else if (unicode && kind == 'U') {
      appendCodePoint(hexadecimal(8));
    } else if (unicode && kind == 'N') {
      throw fault("the escape \\N", "the character itself");
    } else {
      content.append('\\').append(kind);
    }
  }

  private int octal() {
    int end = index;
    while (end < body.length() && end - index < MOST_OCTAL && OCTAL.matches(body.charAt(end))) {
      end++;
    }
    int value = Integer.parseInt(body.substring(index, end), 8);
    index = end;
    return value;
  }

  private int hexadecimal(int digits) throws Fault {
    int end = Math.min(body.length(), index + digits);
    String written = body.substring(index, end);
    if (written.length() < digits
        || !written.chars().allMatch(digit -> Character.digit(digit, 16) >= 0 && digit < 128)) {
      throw fault("an escape that is cut short", digits + " hexadecimal digits behind it");
    }
    index = end;
    return Integer.parseUnsignedInt(written, 16);
  }

  private int character(int value) throws Fault {
    if (!unicode && value > LARGEST_BYTE) {
      throw fault("a byte above 127 as an escape", "the character itself, in UTF-8");
    }
    return value;
  }

  private void appendCodePoint(int point) throws Fault {
    if (!Character.isValidCodePoint(point)) {
      throw fault("an escape beyond Unicode", "a code point up to 0010ffff");
    }
    content.appendCodePoint(point);
  }

  /** Python 2 keeps halves of surrogate pairs; no file or name can hold them. */
  private void requireWholeCharacters() throws Fault {
    if (content.codePoints().anyMatch(point -> point >= 0xd800 && point <= 0xdfff)) {
      throw fault("half of a surrogate pair", "whole characters");
    }
  }

  private Fault fault(String found, String expected) {
    return new Fault(position, found + " in a string", expected);
  }
}
