package io.ec2cluster.cli;

import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Prints a bash script that completes commands and options. */
record CompletionCommand(Supplier<CommandSpec> tree) implements Action {
  /** The answer as JSON. */
  record Script(String shell, String script) {}

  @Override
  public Subject subject() {
    return Subject.command("completion");
  }

  @Override
  public int run(Call call) {
    String script = AutoComplete.bash(CommandTree.PROGRAM, new CommandLine(tree.get()));
    return call.presentation().listing(script, new Script("bash", script));
  }
}
