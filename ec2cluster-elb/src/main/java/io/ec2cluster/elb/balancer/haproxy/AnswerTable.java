package io.ec2cluster.elb.balancer.haproxy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import io.ec2cluster.EnvironmentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An answer of HAProxy's as rows with named columns. Later versions add columns at the end, so they
 * are found by name; an answer ends with an empty line, so one that was cut off is known.
 */
final class AnswerTable {
  private static final int SHOWN = 200;

  private final String question;
  private final List<Map<String, String>> rows;

  private AnswerTable(String question, List<Map<String, String>> rows) {
    this.question = question;
    this.rows = rows;
  }

  /** Version 1 of the servers' states: a line with the version, a header, blanks between fields. */
  static AnswerTable states(String question, String answer) {
    List<String> lines = lines(question, answer);
    if (lines.isEmpty() || !lines.get(0).equals("1")) {
      throw wrong(question, "begins with '" + shown(answer) + "', expected format version 1");
    }
    Splitter blanks = Splitter.on(' ').omitEmptyStrings();
    return read(question, lines.subList(1, lines.size()), blanks::splitToList);
  }

  /** CSV: a header, and fields in double quotes where they hold commas. */
  static AnswerTable statistics(String question, String answer) {
    return read(question, lines(question, answer), AnswerTable::csv);
  }

  /** Whether this looks like either, and not like a message. */
  static boolean isTable(String answer) {
    return answer.startsWith("1\n") || answer.startsWith("# ");
  }

  private static List<String> lines(String question, String answer) {
    if (!answer.endsWith("\n\n")) {
      throw wrong(question, "was cut off after " + answer.length() + " characters");
    }
    return Splitter.on('\n').omitEmptyStrings().splitToList(answer);
  }

  private static AnswerTable read(
      String question, List<String> lines, Function<String, List<String>> fields) {
    if (lines.isEmpty() || !lines.get(0).startsWith("# ")) {
      throw wrong(question, "has no line of column names");
    }
    List<String> names = fields.apply(lines.get(0).substring(2));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (!line.startsWith("#")) {
        rows.add(row(question, names, fields.apply(line)));
      }
    }
    return new AnswerTable(question, rows);
  }

  private static Map<String, String> row(String question, List<String> names, List<String> fields) {
    if (fields.size() != names.size()) {
      throw wrong(
          question, "has a row of " + fields.size() + " fields under " + names.size() + " columns");
    }
    ImmutableMap.Builder<String, String> row = ImmutableMap.builder();
    for (int i = 0; i < names.size(); i++) {
      row.put(names.get(i), fields.get(i));
    }
    return row.buildKeepingLast();
  }

  private static List<String> csv(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  List<Map<String, String>> rows() {
    return rows;
  }

  String text(Map<String, String> row, String column) {
    return Optional.ofNullable(row.get(column))
        .orElseThrow(() -> wrong(question, "has no column " + column));
  }

  /** A number from 0; what is empty is 0. */
  long number(Map<String, String> row, String column) {
    String text = text(row, column);
    Long number = text.isEmpty() ? Long.valueOf(0) : Longs.tryParse(text);
    if (number == null || number < 0) {
      throw wrong(
          question, "has '" + shown(text) + "' as " + column + ", expected a number from 0");
    }
    return number;
  }

  int small(Map<String, String> row, String column) {
    long number = number(row, column);
    if (number > Integer.MAX_VALUE) {
      throw wrong(question, "has " + number + " as " + column);
    }
    return (int) number;
  }

  private static EnvironmentException wrong(String question, String what) {
    return new EnvironmentException(
        "HAProxy's answer to '"
            + question
            + "' "
            + what
            + ". Is it the runtime socket of HAProxy 2.0 or newer (\"stats socket\", not the master's), and is it not shared with something else?");
  }

  /** What may be shown of what another program said. */
  static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }
}
