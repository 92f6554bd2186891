package io.ec2cluster.elb;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.List;

/** Whether the service is well: by a program of the user's, where there is one. */
final class Health {
  private final List<String> program;
  private final Duration patience;
  private final Commands commands;

  Health(List<String> program, Duration patience, Commands commands) {
    this.program = List.copyOf(program);
    this.patience = patience;
    this.commands = commands;
  }

  /** Whether there is a program to ask. */
  boolean isAsked() {
    return !program.isEmpty();
  }

  String description() {
    return isAsked() ? "'" + String.join(" ", program) + "' exits with 0" : "that says it runs";
  }

  /** Waits until it is well; at once where nothing is asked. */
  void await(StepContext step) throws InterruptedException {
    if (!isAsked()) {
      return;
    }
    long begun = step.time().nanos();
    while (true) {
      CommandResult result = ask();
      if (result.succeeded()) {
        return;
      }
      if (step.time().nanos() - begun >= patience.toNanos()) {
        throw new EnvironmentException(
            "the service is not well %d s after its restart (elb: register-timeout): '%s' exits with %d: %s"
                .formatted(
                    patience.toSeconds(),
                    String.join(" ", program),
                    result.exitCode(),
                    result.lastWords(1)));
      }
      step.progress("not well yet: " + result.lastWords(1));
      step.time().sleep(Duration.ofMillis(500));
    }
  }

  /** Whether it is well now. */
  boolean isWell() throws InterruptedException {
    return ask().succeeded();
  }

  private CommandResult ask() throws InterruptedException {
    return commands.run(Command.of(program));
  }
}
