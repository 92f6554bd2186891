package io.ec2cluster.cli;

import io.ec2cluster.UsageException;
import io.ec2cluster.cli.Core.Configured;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code agent [ENGINE…]}: looks after the engines of this node until the process is told to end.
 * Without an engine: the configured one, and those that the configuration has a section of.
 */
record AgentCommand(Core core) implements Action {
  private static final String NAME = "agent";
  private static final String SUMMARY =
      "look after this node: watch its role, run tasks, answer load balancers; goes on until it is ended";

  /** The command with its arguments. */
  static Branch branch(Core core) {
    return new Branch(NAME, SUMMARY, () -> command(new AgentCommand(core)));
  }

  private static CommandSpec command(AgentCommand action) {
    return Commands.plain(NAME, SUMMARY, action)
        .addPositional(
            ChosenEngines.parameter("which to look after; else those of the configuration"));
  }

  @Override
  public Subject subject() {
    return Subject.command(NAME);
  }

  @Override
  public int run(Call call) {
    if (call.options().dryRun()) {
      throw new UsageException(
          "--dry-run: 'agent' is a service, which decides what to do while it runs; there is no plan to show");
    }
    Configured configured = core.configure(call.options());
    List<String> engines = ChosenEngines.of(core, configured, call);
    configured.agent(engines, call.progress());
    return call.presentation().served(subject());
  }
}
