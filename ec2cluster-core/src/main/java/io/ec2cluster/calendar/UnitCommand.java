package io.ec2cluster.calendar;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An argument vector in a unit: quoting, escapes, variables and specifiers of systemd.service(5),
 * "Command lines", and systemd.syntax(7).
 */
public final class UnitCommand {
  private static final Map<Integer, String> ESCAPES =
      ImmutableMap.of(
          (int) '\\',
          "\\\\",
          (int) '"',
          "\\\"",
          (int) '%',
          "%%",
          (int) '$',
          "$$",
          (int) '\n',
          "\\n",
          (int) '\t',
          "\\t");

  private UnitCommand() {}

  /** The words, each of which the program gets as it stands. */
  public static String of(List<String> arguments) {
    return arguments.stream().map(UnitCommand::word).collect(Collectors.joining(" "));
  }

  /** A value outside of command lines, where a percent sign alone is special. */
  public static String plain(String value) {
    return value.replace("%", "%%");
  }

  private static String word(String argument) {
    StringBuilder word = new StringBuilder("\"");
    argument
        .codePoints()
        .forEach(point -> word.append(ESCAPES.getOrDefault(point, escaped(point))));
    return word.append('"').toString();
  }

  private static String escaped(int point) {
    return point < ' ' || point == 0x7f
        ? String.format(Locale.ROOT, "\\x%02x", point)
        : Character.toString(point);
  }
}
