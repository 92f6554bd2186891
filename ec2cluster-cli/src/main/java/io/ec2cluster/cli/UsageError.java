package io.ec2cluster.cli;

import io.ec2cluster.UsageException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What the parser refused, in words that name what was probably meant.
 *
 * @param message what is wrong
 * @param hint how to get help
 */
record UsageError(String message, String hint) {
  static UsageError of(ParameterException refused) {
    CommandSpec command = refused.getCommandLine().getCommandSpec();
    String message =
        refused instanceof UnmatchedArgumentException unmatched
            ? unmatched(command, unmatched)
            : String.valueOf(refused.getMessage());
    return new UsageError(message, "Try '" + command.qualifiedName() + " --help'.");
  }

  /** The same as a failure. */
  Failure failure() {
    return Failure.of(new UsageException(message));
  }

  private static String unmatched(CommandSpec command, UnmatchedArgumentException unmatched) {
    String first = unmatched.getUnmatched().get(0);
    boolean isCommand = !unmatched.isUnknownOption() && !command.subcommands().isEmpty();
    String kind = unmatched.isUnknownOption() ? "option" : isCommand ? "command" : "argument";
    return "unknown " + kind + " '" + first + "'" + didYouMean(unmatched.getSuggestions());
  }

  private static String didYouMean(List<String> suggestions) {
    Optional<String> names =
        suggestions.stream()
            .map(name -> "'" + name + "'")
            .reduce((first, second) -> first + " or " + second);
    return names.map(name -> "; did you mean " + name + "?").orElse("");
  }
}
