package io.ec2cluster.calendar;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An argument vector in a line of cron, which cron reads first and {@code /bin/sh} then.
 *
 * <p>cron ends a command at a percent sign, unless a backslash stands before it (crontab(5)); some
 * also take two backslashes for one. So no backslash of ours stands before a percent sign or
 * another backslash, except where it is meant.
 */
public final class CronCommand {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@+,-]+");

  private CronCommand() {}

  /** The words, each of which the shell takes as it stands. */
  public static String of(List<String> arguments) {
    return arguments.stream().map(CronCommand::word).collect(Collectors.joining(" "));
  }

  private static String word(String argument) {
    if (PLAIN.matcher(argument).matches()) {
      return argument;
    }
    StringBuilder word = new StringBuilder("'");
    argument
        .codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '\'' -> word.append("'\\''");
                // The quotes end and begin again, which parts it from what follows.
                case '\\' -> word.append("\\''");
                case '%' -> word.append("\\%");
                default -> word.appendCodePoint(point);
              }
            });
    return word.append('\'').toString();
  }
}
