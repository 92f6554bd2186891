package io.ec2cluster.elb.service;

import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The program by which a service manager is controlled.
 *
 * @param commands what runs it
 * @param vector the program, or its path, and its options if any
 */
record ControlProgram(Commands commands, List<String> vector) {
  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration RESTART = Duration.ofMinutes(10);

  /** Copies. */
  ControlProgram {
    vector = List.copyOf(vector);
  }

  /** Asks it something. */
  CommandResult ask(String... arguments) throws InterruptedException {
    return run(LOOK, arguments);
  }

  /** Has it restart something, which may take ten minutes. */
  CommandResult restart(String... arguments) throws InterruptedException {
    return run(RESTART, arguments);
  }

  private CommandResult run(Duration within, String... arguments) throws InterruptedException {
    List<String> words = Stream.concat(vector.stream(), Stream.of(arguments)).toList();
    return commands.run(Command.of(words).within(within));
  }
}
