package io.ec2cluster.elb.service;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Any program that restarts the service: exit code 0 means that it runs. {@code {{service}}} in its
 * arguments is the service's name; the name {@code NONE} runs nothing. Whether a service is known,
 * or runs, it cannot tell: a health command has to. Safe for use by several threads.
 */
public final class ProgramVector implements ServiceManager {
  private static final String SERVICE = "{{service}}";
  private static final int LAST_LINES = 10;

  private final Commands commands;
  private final List<String> vector;
  private final Duration timeout;

  /**
   * Runs nothing yet.
   *
   * @param vector the program and its arguments
   * @param timeout how long it may take
   */
  public ProgramVector(Commands commands, List<String> vector, Duration timeout) {
    this.commands = commands;
    this.vector = List.copyOf(vector);
    this.timeout = timeout;
    if (vector.isEmpty() || vector.get(0).isBlank() || vector.get(0).contains(SERVICE)) {
      throw new UsageException(
          "found " + vector + " as what restarts a service, expected a program and its arguments");
    }
  }

  @Override
  public String name() {
    return vector.get(0);
  }

  /** {@inheritDoc} Looks for the program, where it is told by its path; knows no services. */
  @Override
  public void require(String service) {
    ServiceName name = new ServiceName(service);
    String program = vector.get(0);
    if (!name.isNone() && program.contains("/") && !Files.isExecutable(Path.of(program))) {
      throw new UsageException(
          "found "
              + program
              + " as what restarts a service, and there is no such program, or this user may not run it: correct elb.service-manager");
    }
  }

  @Override
  public void restart(String service) throws InterruptedException {
    ServiceName name = new ServiceName(service);
    if (name.isNone()) {
      return;
    }
    List<String> filled =
        vector.stream().map(argument -> argument.replace(SERVICE, name.text())).toList();
    CommandResult result = commands.run(Command.of(filled).within(timeout));
    if (!result.succeeded()) {
      String said = result.lastWords(LAST_LINES);
      throw new EnvironmentException(
          filled
              + (result.timedOut()
                  ? " did not end within " + timeout.toSeconds() + " s, and was ended"
                  : " ended with exit code " + result.exitCode())
              + ", expected exit code 0 once '"
              + name
              + "' runs; "
              + (said.isBlank() ? "it said nothing" : "its last words: " + said));
    }
  }

  @Override
  public boolean isRunning(String service) {
    return true;
  }
}
