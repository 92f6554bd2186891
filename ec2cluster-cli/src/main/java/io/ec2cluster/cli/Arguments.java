package io.ec2cluster.cli;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A look at arguments that are not, or could not be, parsed as a whole. */
final class Arguments {
  private Arguments() {}

  /** Whether the result is wanted as JSON. */
  static boolean askForJson(List<String> arguments) {
    return arguments.contains("--output=json")
        || Collections.indexOfSubList(arguments, List.of("--output", "json")) >= 0;
  }

  /** Whether more messages are wanted. */
  static boolean askForMore(List<String> arguments) {
    return Stream.of(GlobalOption.VERBOSE.names()).anyMatch(arguments::contains);
  }

  /**
   * The value of an option that is needed before the commands are known, because it decides which
   * commands there are; the last one counts.
   */
  static Optional<String> value(List<String> arguments, String option) {
    Optional<String> value = Optional.empty();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (word.equals(option) && i + 1 < arguments.size()) {
        value = Optional.of(arguments.get(i + 1));
      } else if (word.startsWith(option + "=")) {
        value = Optional.of(word.substring(option.length() + 1));
      }
    }
    return value;
  }

  /**
   * What follows the options: the command's name and all behind it.
   *
   * @param options a command with the options that may stand before another command's name
   * @throws picocli.CommandLine.ParameterException if the options are wrong
   */
  static List<String> afterOptions(CommandSpec options, List<String> arguments) {
    PositionalParamSpec rest =
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .build();
    options.addPositional(rest);
    options.parser().stopAtPositional(true);
    new CommandLine(options).parseArgs(arguments.toArray(String[]::new));
    List<String> found = rest.getValue();
    return found == null ? List.of() : found;
  }
}
