package io.ec2cluster.local;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.Weighted;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One record on one line: {@code name ttl IN type value}, and for a weighted record set a comment
 * with its identifier and weight.
 *
 * @param name the owner name
 * @param ttl the TTL in seconds
 * @param type the type's name
 * @param value the value, in the form of a record set's
 * @param weighted identifier and weight, where it has them
 */
record ZoneLine(DnsName name, long ttl, String type, String value, Optional<Weighted> weighted) {
  private static final String IDENTIFIER = "set=";
  private static final String WEIGHT = "weight=";

  /** The line of one value of a record set. */
  static String text(RecordSet set, String value) {
    String record =
        set.name().absolute()
            + " "
            + set.ttl().toSeconds()
            + " IN "
            + set.type()
            + " "
            + OctetEscapes.toMasterFile(value);
    return set.weighted().map(weighted -> record + comment(weighted)).orElse(record);
  }

  private static String comment(Weighted weighted) {
    // Encoded: an identifier may hold blanks, quotes, even line breaks.
    String identifier = URLEncoder.encode(weighted.setIdentifier(), StandardCharsets.UTF_8);
    return ZoneFile.MARKER + IDENTIFIER + identifier + " " + WEIGHT + weighted.weight();
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with a message that says what should stand there
   */
  static ZoneLine parse(String line) {
    Fields fields = new Fields(line);
    DnsName name = absoluteName(fields.next("an owner name"));
    long ttl = number(fields.next("a TTL"), "a TTL in seconds");
    String dnsClass = fields.next("the class IN");
    if (!dnsClass.equals("IN")) {
      throw new IllegalArgumentException("'" + dnsClass + "' stands where the class IN should");
    }
    String type = fields.next("a type");
    String value = OctetEscapes.fromMasterFile(fields.value());
    return new ZoneLine(name, ttl, type, value, fields.comment().flatMap(ZoneLine::weighted));
  }

  private static DnsName absoluteName(String name) {
    if (!name.endsWith(".")) {
      throw new IllegalArgumentException("name '" + name + "' should end in a dot");
    }
    return DnsName.of(name);
  }

  private static int number(String text, String what) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' stands where " + what + " should", e);
    }
  }

  /** What a comment says of weighted routing; any other comment is somebody's own. */
  private static Optional<Weighted> weighted(String comment) {
    String marker = ZoneFile.MARKER.strip();
    if (!comment.startsWith(marker)) {
      return Optional.empty();
    }
    Fields fields = new Fields(comment.substring(marker.length()));
    String identifier = valueOf(IDENTIFIER, fields.next(IDENTIFIER));
    int weight = number(valueOf(WEIGHT, fields.next(WEIGHT)), "a weight, 0 to 255");
    return Optional.of(new Weighted(URLDecoder.decode(identifier, StandardCharsets.UTF_8), weight));
  }

  private static String valueOf(String key, String field) {
    if (!field.startsWith(key)) {
      throw new IllegalArgumentException("'" + field + "' stands where '" + key + "…' should");
    }
    return field.substring(key.length());
  }

  /** The fields of a line, from left to right. */
  private static final class Fields {
    private final String line;
    private int position;

    Fields(String line) {
      this.line = line;
    }

    /** The next field. */
    String next(String what) {
      skipBlanks();
      int start = position;
      while (position < line.length() && !isBlank(line.charAt(position))) {
        position++;
      }
      if (start == position) {
        throw new IllegalArgumentException("'" + line + "' ends where " + what + " should stand");
      }
      return line.substring(start, position);
    }

    /** What follows, up to a comment; a semicolon inside quotation marks begins none. */
    String value() {
      skipBlanks();
      int start = position;
      boolean quoted = false;
      while (position < line.length() && (quoted || line.charAt(position) != ';')) {
        char c = line.charAt(position);
        if (c < ' ' || c > '~') {
          throw new IllegalArgumentException("the value holds a character outside ASCII");
        }
        quoted ^= c == '"';
        position += c == '\\' ? 2 : 1;
      }
      if (quoted || position > line.length()) {
        throw new IllegalArgumentException("the quotation mark of the value has no end");
      }
      String value = line.substring(start, position).stripTrailing();
      if (value.isEmpty()) {
        throw new IllegalArgumentException("'" + line + "' ends where a value should stand");
      }
      return value;
    }

    /** The comment behind the value. */
    Optional<String> comment() {
      return position < line.length() ? Optional.of(line.substring(position)) : Optional.empty();
    }

    private void skipBlanks() {
      while (position < line.length() && isBlank(line.charAt(position))) {
        position++;
      }
    }

    private static boolean isBlank(char c) {
      return c == ' ' || c == '\t';
    }
  }
}
