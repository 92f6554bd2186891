package io.ec2cluster.postgres;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import io.ec2cluster.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The syntax of {@code postgresql.conf} and {@code recovery.conf}: {@code name = value} lines, the
 * equals sign optional, values with white space or special characters in single quotes
 * (documentation, "Parameter Interaction via the Configuration File").
 */
final class ConfFile {
  private static final Pattern BLANK = Pattern.compile("\\s*(#.*)?");
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*([A-Za-z_][A-Za-z0-9_$.]*)(?:\\s*=\\s*|\\s+)"
              + "(?:'((?:[^'\\\\]|\\\\.|'')*)'|([^\\s#'=][^\\s#]*))\\s*(#.*)?");

  private ConfFile() {}

  /**
   * A line of the file.
   *
   * @param name the parameter, in lower case
   * @param value its value without quotes and escapes
   * @param line the line's number, from 1
   */
  record Entry(String name, String value, int line) {}

  /** The entries in their order; a malformed line is an error that names it. */
  static List<Entry> parse(String text, String origin) {
    List<Entry> entries = new ArrayList<>();
    int number = 0;
    for (String line : Splitter.on('\n').split(text)) {
      number++;
      if (!BLANK.matcher(line).matches()) {
        int at = number;
        entries.add(
            entry(line, number)
                .orElseThrow(() -> new UsageException(origin + ":" + at + ": " + problem(line))));
      }
    }
    return List.copyOf(entries);
  }

  /** The last value of each parameter, malformed lines left to the server to complain about. */
  static Map<String, String> values(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    int number = 0;
    for (String line : Splitter.on('\n').split(text)) {
      entry(line, ++number).ifPresent(entry -> values.put(entry.name(), entry.value()));
    }
    return values;
  }

  /** The entry of one line, if it is one. */
  static Optional<Entry> entry(String line, int number) {
    Matcher matcher = ENTRY.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String quoted = matcher.group(2);
    String value = quoted == null ? matcher.group(3) : unescaped(quoted);
    return Optional.of(
        new Entry(Ascii.toLowerCase(matcher.group(1)), value == null ? "" : value, number));
  }

  /** A line that sets a parameter, whatever characters its value holds. */
  static String line(String name, String value) {
    return name + " = " + quoted(value) + "\n";
  }

  /** A value in quotes. A line break becomes an escape: the server knows no multi-line values. */
  static String quoted(String value) {
    StringBuilder text = new StringBuilder("'");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\'' -> text.append("''");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\0' ->
            throw new UsageException(
                "a PostgreSQL setting holds a NUL character, which no value may: remove it");
        default -> text.append(c);
      }
    }
    return text.append('\'').toString();
  }

  private static String unescaped(String quoted) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < quoted.length(); i++) {
      char c = quoted.charAt(i);
      if (c == '\'') {
        i++;
        text.append('\'');
      } else if (c == '\\') {
        i = unescapedAt(quoted, i + 1, text);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** Appends the character whose escape begins at a place; answers where the escape ends. */
  private static int unescapedAt(String quoted, int at, StringBuilder text) {
    char c = quoted.charAt(at);
    if (c >= '0' && c <= '7') {
      int end = at;
      while (end < Math.min(at + 3, quoted.length())
          && quoted.charAt(end) >= '0'
          && quoted.charAt(end) <= '7') {
        end++;
      }
      text.append((char) (Integer.parseInt(quoted.substring(at, end), 8) & 0xff));
      return end - 1;
    }
    text.append(
        switch (c) {
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'b' -> '\b';
          case 'f' -> '\f';
          default -> c;
        });
    return at;
  }

  private static String problem(String line) {
    long quotes = line.chars().filter(c -> c == '\'').count();
    String found =
        quotes % 2 == 1 ? "a quote is opened and never closed" : "this is no 'name = value'";
    return found
        + "; expected for example restore_command = 'cp /archive/%f %p', the value in single quotes";
  }
}
