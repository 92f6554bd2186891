package io.ec2cluster.testing;

import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Programs that do not run: a function answers in their place, and every command is remembered.
 * Safe for use by several threads if the function is.
 */
public final class FakeCommands implements Commands {
  private final Function<Command, CommandResult> answers;
  private final List<Command> commands = Collections.synchronizedList(new ArrayList<>());

  /** Programs that end as the function says; it may throw what {@link Commands#run} may throw. */
  public FakeCommands(Function<Command, CommandResult> answers) {
    this.answers = answers;
  }

  /** For what runs no programs: any command fails the test. */
  public static FakeCommands none() {
    return new FakeCommands(
        command -> {
          throw new IllegalStateException("no program was expected to run: " + command.arguments());
        });
  }

  /** A program that ended by itself, at once. */
  public static CommandResult ended(int exitCode, String output, String errors) {
    return new CommandResult(exitCode, false, output, errors, Duration.ZERO);
  }

  /** A program that ended well and said something. */
  public static CommandResult succeeded(String output) {
    return ended(0, output, "");
  }

  /** A program that was ended because its time was over. */
  public static CommandResult overdue() {
    return new CommandResult(128 + 15, true, "", "", Duration.ZERO);
  }

  @Override
  public CommandResult run(Command command) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before " + command.arguments());
    }
    commands.add(command);
    return answers.apply(command);
  }

  /** What was run so far, in order. */
  public List<Command> commands() {
    synchronized (commands) {
      return List.copyOf(commands);
    }
  }
}
