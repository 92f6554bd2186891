package io.ec2cluster.elb.ledger;

import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import java.util.ArrayList;
import java.util.List;

/**
 * A ledger as one line of printable ASCII: the format's number, then {@code id,state,place,since}
 * for each entry. JSON would hold half as many instances in a TXT record.
 */
public final class LedgerText {
  private static final String FORMAT = "1";

  /** Of a place and of a time in seconds, from the year 2001 to 2286. */
  private static final int DIGITS = 10;

  /** The space before an entry, three commas and the state's letter. */
  private static final int AROUND = 5;

  private LedgerText() {}

  /** The text of a ledger. */
  public static String of(Ledger ledger) {
    StringBuilder text = new StringBuilder(FORMAT);
    for (Entry entry : ledger.entries()) {
      text.append(' ').append(entry.id()).append(',').append(entry.state().letter());
      text.append(',').append(entry.place()).append(',').append(entry.since());
    }
    return text.toString();
  }

  /** How many entries with ids of a length fit into a value. */
  public static int capacity(int longestValue, int idLength) {
    return (longestValue - FORMAT.length()) / (AROUND + idLength + 2 * DIGITS);
  }

  /**
   * Reads one.
   *
   * @param where its name, for messages
   * @throws EnvironmentException if it is none that this version can read
   */
  public static Ledger parse(String where, String text) {
    try {
      List<String> parts = Splitter.on(' ').splitToList(text);
      if (!parts.get(0).equals(FORMAT)) {
        throw new IllegalArgumentException(
            "format '" + parts.get(0) + "', expected '" + FORMAT + "'");
      }
      List<Entry> entries = new ArrayList<>();
      for (String part : parts.subList(1, parts.size())) {
        entries.add(entry(part));
      }
      return new Ledger(entries);
    } catch (IllegalArgumentException damaged) {
      throw new EnvironmentException(
          "the ledger %s cannot be read: %s. It was written by hand or by a newer ec2cluster; nobody leaves a load balancer until it can be read"
              .formatted(where, damaged.getMessage()),
          damaged);
    }
  }

  private static Entry entry(String text) {
    List<String> fields = Splitter.on(',').splitToList(text);
    if (fields.size() != 4) {
      throw new IllegalArgumentException("'" + text + "', expected id,state,place,since");
    }
    return new Entry(
        fields.get(0),
        Entry.State.of(fields.get(1)),
        Long.parseLong(fields.get(2)),
        Long.parseLong(fields.get(3)));
  }
}
