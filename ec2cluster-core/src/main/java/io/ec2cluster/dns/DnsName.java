package io.ec2cluster.dns;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A fully qualified domain name, normalised: lower case, no trailing dot.
 *
 * <p>Labels hold letters, digits, {@code -} and {@code _}, or are the single {@code *} of a
 * wildcard in front; at most 63 characters each and 253 in all (RFC 1035, section 2.3.4).
 */
public record DnsName(String text) implements Comparable<DnsName> {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final int MAX_LENGTH = 253;

  /**
   * Normalises and validates; the message of the {@link IllegalArgumentException} holds the
   * offending name.
   */
  public DnsName {
    text = normalised(text);
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a domain name: expected 1 to " + MAX_LENGTH + " characters");
    }
    List<String> labels = Splitter.on('.').splitToList(text);
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      boolean wildcard = i == 0 && labels.size() > 1 && label.equals("*");
      if (!wildcard && !isLabel(label)) {
        throw new IllegalArgumentException(
            "'"
                + text
                + "' is not a domain name: label '"
                + label
                + "' should hold 1 to 63 letters, digits, '-' or '_', and no '-' at its ends");
      }
    }
  }

  /** The name that a text gives, for example {@code Primary.Example.com.}. */
  public static DnsName of(String text) {
    return new DnsName(text);
  }

  /** Whether a text can stand as one label of a name. */
  public static boolean isLabel(String text) {
    return LABEL.matcher(text).matches();
  }

  /** This name with a label put in front of it. */
  public DnsName child(String label) {
    return new DnsName(label + "." + text);
  }

  /** The labels, the most specific first. */
  public List<String> labels() {
    return Splitter.on('.').splitToList(text);
  }

  /** Whether this name is {@code other} or stands below it. */
  public boolean isAtOrBelow(DnsName other) {
    return text.equals(other.text) || text.endsWith("." + other.text);
  }

  /** The name with its trailing dot, as zone files and Route 53 write it. */
  public String absolute() {
    return text + ".";
  }

  /** Orders names as a zone does: by their labels from the last to the first. */
  @Override
  public int compareTo(DnsName other) {
    // Where the label ends that is compared; -1 where none is left. Sorted maps ask for this more
    // often than for anything else.
    int mine = text.length();
    int theirs = other.text.length();
    while (mine >= 0 && theirs >= 0) {
      int begin = text.lastIndexOf('.', mine - 1) + 1;
      int otherBegin = other.text.lastIndexOf('.', theirs - 1) + 1;
      int order = text.substring(begin, mine).compareTo(other.text.substring(otherBegin, theirs));
      if (order != 0) {
        return order;
      }
      mine = begin - 1;
      theirs = otherBegin - 1;
    }
    return Integer.compare(mine, theirs);
  }

  /** Written out: what a record brings is put together at the first use, 5 ms of every start. */
  @Override
  public boolean equals(Object other) {
    return other instanceof DnsName name && text.equals(name.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private static String normalised(String text) {
    String lower = Ascii.toLowerCase(text);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
