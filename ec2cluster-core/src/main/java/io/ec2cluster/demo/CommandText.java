package io.ec2cluster.demo;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An argument vector as a person types it into a POSIX shell. Nothing here gives it to one. */
final class CommandText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

  private CommandText() {}

  static String of(List<String> arguments) {
    return arguments.stream().map(CommandText::word).collect(Collectors.joining(" "));
  }

  private static String word(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
