package io.ec2cluster.postgres;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The server's programs, run as the server's user. */
final class Programs {
  /** Their messages are read: the locale that never changes. */
  private static final Map<String, String> PLAIN = ImmutableMap.of("LC_ALL", "C");

  private final Commands commands;
  private final PostgresLayout layout;
  private final Machine machine;

  Programs(Commands commands, PostgresLayout layout, Machine machine) {
    this.commands = commands;
    this.layout = layout;
    this.machine = machine;
  }

  /**
   * A command as the server's user, in a directory that every user can enter. What libpq takes from
   * the environment (PGUSER, PGSERVICE, …) is meant for the person's own programs.
   */
  Command command(String program, List<String> arguments) {
    return as(Stream.concat(Stream.of(path(program).toString()), arguments.stream()).toList())
        .withoutInherited("PG")
        .withEnvironment(PLAIN);
  }

  /** Any argument vector as the server's user. */
  Command as(List<String> vector) {
    return Command.of(vector).as(Optional.of(layout.user())).in(Path.of("/"));
  }

  /** Runs a command to its end. */
  CommandResult run(Command command) throws InterruptedException {
    return commands.run(command);
  }

  /** Runs a program that must succeed. */
  CommandResult require(Command command, String purpose) throws InterruptedException {
    CommandResult result = run(command);
    if (!result.succeeded()) {
      throw failed(command, purpose, result);
    }
    return result;
  }

  /** What went wrong, in the program's own last words. */
  static EnvironmentException failed(Command command, String purpose, CommandResult result) {
    return new EnvironmentException(
        purpose
            + " failed: "
            + command.arguments().get(0)
            + (result.timedOut()
                ? " was not done within " + command.timeout().toSeconds() + " s"
                : " ended with exit code " + result.exitCode())
            + ": "
            + result.lastWords(10)
            + hint(result));
  }

  /** Where a program is. psql belongs to the client package and may stand on the PATH instead. */
  private Path path(String program) {
    Path expected = layout.binDirectory().resolve(program);
    if (Files.isExecutable(expected)) {
      return expected;
    }
    return (program.equals("psql") ? machine.find(program) : Optional.<Path>empty())
        .orElseThrow(
            () ->
                new EnvironmentException(
                    "there is no program "
                        + expected
                        + ": install the "
                        + (program.equals("psql") ? "client" : "server")
                        + " package of PostgreSQL "
                        + layout.version()
                        + ", on Debian 'apt-get install postgresql-"
                        + (program.equals("psql") ? "client-" : "")
                        + layout.version()
                        + "', or set postgres.bin-directory"));
  }

  private static String hint(CommandResult result) {
    return result.errors().contains("No space left on device")
        ? ". The disk is full: make room or enlarge it, then run init again"
        : "";
  }
}
