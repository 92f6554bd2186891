package io.ec2cluster.spi;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program to run. Secrets belong in {@code environment}, {@code input} or files, never in the
 * arguments.
 *
 * @param arguments the argument vector, the program first
 * @param environment added to the inherited environment
 * @param withheld beginnings of the names of variables that are not inherited; none by default
 * @param directory where it runs; the current directory by default
 * @param user as whom it runs, where this process is root and another user is wanted
 * @param input its standard input; none by default
 * @param timeout how long it may take
 */
public record Command(
    List<String> arguments,
    Map<String, String> environment,
    List<String> withheld,
    Optional<Path> directory,
    Optional<String> user,
    Optional<String> input,
    Duration timeout) {
  /** Copies; refuses an empty vector. */
  public Command {
    arguments = List.copyOf(arguments);
    environment = ImmutableMap.copyOf(environment);
    withheld = List.copyOf(withheld);
    if (arguments.isEmpty() || arguments.get(0).isBlank()) {
      throw new IllegalArgumentException("a command needs a program: " + arguments);
    }
  }

  /** A program with its arguments, a minute of time and nothing else. */
  public static Command of(List<String> arguments) {
    return new Command(
        arguments,
        Map.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofMinutes(1));
  }

  /** With these variables added. */
  public Command withEnvironment(Map<String, String> added) {
    Map<String, String> all =
        ImmutableMap.<String, String>builder().putAll(environment).putAll(added).buildKeepingLast();
    return new Command(arguments, all, withheld, directory, user, input, timeout);
  }

  /** Without the inherited variables whose names begin so; those that are added stay. */
  public Command withoutInherited(String beginning) {
    List<String> all = Stream.concat(withheld.stream(), Stream.of(beginning)).toList();
    return new Command(arguments, environment, all, directory, user, input, timeout);
  }

  /** Run in a directory. */
  public Command in(Path newDirectory) {
    return new Command(
        arguments, environment, withheld, Optional.of(newDirectory), user, input, timeout);
  }

  /** Run as a user. */
  public Command as(Optional<String> newUser) {
    return new Command(arguments, environment, withheld, directory, newUser, input, timeout);
  }

  /** With a standard input. */
  public Command withInput(String text) {
    return new Command(
        arguments, environment, withheld, directory, user, Optional.of(text), timeout);
  }

  /** With another bound on its time. */
  public Command within(Duration newTimeout) {
    return new Command(arguments, environment, withheld, directory, user, input, newTimeout);
  }
}
