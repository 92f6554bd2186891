package io.ec2cluster.cli;

import io.ec2cluster.spi.Operation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes commands for the parser; without annotations, so that a start reads no classes for it. */
final class Commands {
  private Commands() {}

  /** The command before the others, with the options that the whole program has. */
  static CommandSpec root(String name, String summary, String version) {
    CommandSpec command = bare(name, summary, new MissingCommand());
    GlobalOption.addTo(command);
    command.version(name + " " + version);
    command.addOption(flag("--version").versionHelp(true).description("show the version").build());
    return withHelp(command);
  }

  /** A command of which only name and summary are wanted. */
  static CommandSpec outline(String name, String summary) {
    return bare(name, summary, new MissingCommand());
  }

  /** A command without options of its own. */
  static CommandSpec plain(String name, String summary, Action action) {
    CommandSpec command = bare(name, summary, action);
    GlobalOption.addQuietlyTo(command);
    return withHelp(command);
  }

  /** A command with an operation's options. */
  static CommandSpec operation(String name, Operation<?> operation, Action action) {
    CommandSpec command = bare(name, operation.summary(), action);
    OptionRecord.of(operation.options()).addTo(command);
    GlobalOption.addQuietlyTo(command);
    return withHelp(command);
  }

  /** Text for the parser's help, to which a percent sign would be a variable. */
  static String escaped(String text) {
    return text.replace("%", "%%");
  }

  private static CommandSpec bare(String name, String summary, Action action) {
    CommandSpec command = CommandSpec.wrapWithoutInspection(action).name(name);
    command
        .usageMessage()
        .description(escaped(summary))
        .abbreviateSynopsis(true)
        .sortOptions(false);
    return command;
  }

  private static CommandSpec withHelp(CommandSpec command) {
    return command.addOption(
        flag("-h", "--help").usageHelp(true).description("show this help").build());
  }

  private static OptionSpec.Builder flag(String... names) {
    return OptionSpec.builder(names).type(boolean.class).arity("0");
  }
}
