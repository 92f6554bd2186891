package io.ec2cluster.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A command that only has commands, called without one. */
record MissingCommand() implements Action {
  @Override
  public int run(Call call) {
    CommandSpec group = call.command().commandSpec();
    throw new ParameterException(
        group.commandLine(),
        "'"
            + group.qualifiedName()
            + "' needs one of: "
            + String.join(", ", group.subcommands().keySet()));
  }
}
