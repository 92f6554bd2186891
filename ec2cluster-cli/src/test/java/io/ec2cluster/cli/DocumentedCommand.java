package io.ec2cluster.cli;

import com.google.common.base.Ascii;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Query;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command as the reference lists it.
 *
 * @param words what is typed, the program's name first
 * @param kind what it does: {@code change}, {@code query}, {@code service}, or {@code tool} for one
 *     that is no operation of an engine
 * @param summary one sentence
 * @param options its own options and parameters
 */
public record DocumentedCommand(
    String words, String kind, String summary, List<DocumentedOption> options) {

  /** The commands at and below one that can be run. */
  static Stream<DocumentedCommand> of(CommandSpec command) {
    Stream<DocumentedCommand> below =
        command.subcommands().values().stream().flatMap(line -> of(line.getCommandSpec()));
    return command.userObject() instanceof MissingCommand
        ? below
        : Stream.concat(Stream.of(alone(command)), below);
  }

  private static DocumentedCommand alone(CommandSpec command) {
    return new DocumentedCommand(
        command.qualifiedName(),
        command.userObject() instanceof OperationCommand action ? kind(action.operation()) : "tool",
        DocumentedOption.text(command.usageMessage().description()),
        Stream.concat(command.positionalParameters().stream(), command.options().stream())
            .filter(argument -> !DocumentedOption.isOfEveryCommand(argument))
            .map(DocumentedOption::of)
            .toList());
  }

  private static String kind(Operation<?> operation) {
    return operation instanceof Change<?>
        ? "change"
        : operation instanceof Query<?> ? "query" : "service";
  }

  /** The kind at the beginning of a sentence. */
  public String capitalKind() {
    return Ascii.toUpperCase(kind.substring(0, 1)) + kind.substring(1);
  }
}
