package io.ec2cluster.aws;

import io.ec2cluster.dns.DnsName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names as Route 53 writes them: lower case, with a trailing dot, and every character but letters,
 * digits, {@code - _ .} as an octal escape, {@code \052} for {@code *} (developer guide, DNS domain
 * name format).
 */
final class Route53Names {
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  private Route53Names() {}

  /** The name; empty if it holds what no name of ec2cluster's has. */
  static Optional<DnsName> decoded(String written) {
    try {
      return Optional.of(DnsName.of(unescaped(written)));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /** Whether a written name is a name or below it, whatever characters it holds besides. */
  static boolean isAtOrBelow(String written, DnsName top) {
    String text = unescaped(written);
    return text.equals(top.absolute()) || text.endsWith("." + top.absolute());
  }

  private static String unescaped(String written) {
    return OCTAL
        .matcher(written)
        .replaceAll(escape -> Matcher.quoteReplacement(character(escape.group(), escape.group(1))));
  }

  /** A dot or a backslash inside a label stays escaped, which no name of ours allows. */
  private static String character(String escape, String octal) {
    char c = (char) Integer.parseInt(octal, 8);
    return c == '.' || c == '\\' ? escape : String.valueOf(c);
  }
}
