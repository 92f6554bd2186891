package io.ec2cluster.internal.dns;

import java.util.Optional;

/**
 * The value of a TXT record: character strings in quotation marks, at most 255 octets each, with
 * {@code \"}, {@code \\} and octal escapes {@code \ooo} inside (Route 53 developer guide, TXT
 * record type).
 */
final class CharacterStrings {
  private static final int MAX_OCTETS = 255;
  private static final int MAX_VALUE = 4000;
  private static final String UNQUOTED =
      "InvalidCharacterString (Value should be enclosed in quotation marks)";

  private final String value;
  private int position;

  private CharacterStrings(String value) {
    this.value = value;
  }

  static Optional<String> violation(String value) {
    if (value.length() > MAX_VALUE) {
      return Optional.of("TXTRDATATooLong (Value is longer than " + MAX_VALUE + " characters)");
    }
    return new CharacterStrings(value).violation();
  }

  private Optional<String> violation() {
    do {
      int octets = skipString();
      if (octets < 0) {
        return Optional.of(UNQUOTED);
      }
      if (octets > MAX_OCTETS) {
        return Optional.of("CharacterStringTooLong (Value is too long)");
      }
    } while (skipSpaces());
    return position == value.length() ? Optional.empty() : Optional.of(UNQUOTED);
  }

  /** The number of octets of the string at the position, or -1 if none stands there. */
  private int skipString() {
    if (!startsWith('"')) {
      return -1;
    }
    position++;
    for (int octets = 0; position < value.length(); octets++) {
      char c = value.charAt(position);
      if (c == '"') {
        position++;
        return octets;
      }
      // Everything outside printable ASCII is written as an escape.
      if (c < ' ' || c > '~') {
        return -1;
      }
      position += c == '\\' ? escapeLength() : 1;
    }
    return -1;
  }

  private int escapeLength() {
    boolean octal = value.substring(position + 1).matches("(?s)[0-3][0-7]{2}.*");
    return octal ? 4 : 2;
  }

  /** Whether spaces were skipped, so that another string has to follow. */
  private boolean skipSpaces() {
    int before = position;
    while (startsWith(' ')) {
      position++;
    }
    return position > before;
  }

  private boolean startsWith(char c) {
    return position < value.length() && value.charAt(position) == c;
  }
}
