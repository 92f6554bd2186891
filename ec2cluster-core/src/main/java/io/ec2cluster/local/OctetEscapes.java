package io.ec2cluster.local;

/**
 * The escapes of octets inside quotation marks: three <em>octal</em> digits in the values of record
 * sets (Route 53 developer guide, TXT record type), three <em>decimal</em> digits in a master file
 * (RFC 1035, section 5.1). Translated one by one, so that each form gives the other back exactly.
 */
final class OctetEscapes {
  private static final int DIGITS = 3;
  private static final int MAX_OCTET = 255;

  private OctetEscapes() {}

  /**
   * The form of a master file.
   *
   * @throws IllegalArgumentException if a backslash stands before a digit and is no octal escape: a
   *     name server could not load it
   */
  static String toMasterFile(String value) {
    return translate(value, 8, 10);
  }

  /**
   * The form of a record set's value.
   *
   * @throws IllegalArgumentException if a backslash stands before a digit and is no decimal escape
   */
  static String fromMasterFile(String value) {
    return translate(value, 10, 8);
  }

  private static String translate(String value, int from, int to) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    StringBuilder translated = new StringBuilder(value.length());
    int position = 0;
    while (position < value.length()) {
      char c = value.charAt(position);
      if (c != '\\' || position + 1 == value.length()) {
        translated.append(c);
        position++;
      } else if (isDigit(value.charAt(position + 1))) {
        translated.append('\\').append(digits(octet(value, position + 1, from), to));
        position += 1 + DIGITS;
      } else {
        translated.append(c).append(value.charAt(position + 1));
        position += 2;
      }
    }
    return translated.toString();
  }

  private static int octet(String value, int start, int radix) {
    int octet = 0;
    for (int i = start; i < start + DIGITS; i++) {
      int digit = i < value.length() && isDigit(value.charAt(i)) ? value.charAt(i) - '0' : radix;
      if (digit >= radix) {
        throw new IllegalArgumentException(noEscape(value, start, radix));
      }
      octet = octet * radix + digit;
    }
    if (octet > MAX_OCTET) {
      throw new IllegalArgumentException(noEscape(value, start, radix));
    }
    return octet;
  }

  private static String noEscape(String value, int start, int radix) {
    return "'"
        + value.substring(start - 1, Math.min(value.length(), start + DIGITS))
        + "' is no escape: expected a backslash and three "
        + (radix == 8 ? "octal digits, 000 to 377" : "decimal digits, 000 to 255");
  }

  private static String digits(int octet, int radix) {
    String digits = Integer.toString(octet, radix);
    return "0".repeat(DIGITS - digits.length()) + digits;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
