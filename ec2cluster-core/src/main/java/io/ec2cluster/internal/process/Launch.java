package io.ec2cluster.internal.process;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.spi.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command made ready to start: checked, its program found, its user known.
 *
 * @param arguments the whole vector
 * @param environment the whole environment
 * @param directory where it runs
 * @param account as whom it runs, where that is another user
 */
record Launch(
    List<String> arguments,
    Map<String, String> environment,
    Path directory,
    Optional<Account> account) {

  /** The programs in front of the command's own, whose errors mean that it did not start. */
  private static final List<String> STARTERS = List.of("setsid: ", "setpriv: ");

  /**
   * Makes a command ready.
   *
   * @param inherited this process's environment
   * @param account the account of the command's user, where that is not this process's
   */
  static Launch of(Command command, Map<String, String> inherited, Optional<Account> account) {
    command.environment().forEach(Launch::checkVariable);
    Map<String, String> given = Maps.filterKeys(inherited, name -> !isWithheld(command, name));
    Map<String, String> environment =
        ImmutableMap.<String, String>builder()
            .putAll(account.map(user -> reduced(given, user)).orElse(given))
            .putAll(command.environment())
            .buildKeepingLast();
    Path here = Path.of("").toAbsolutePath();
    Path directory = command.directory().map(here::resolve).orElse(here);
    if (!Files.isDirectory(directory)) {
      throw new EnvironmentException(
          "cannot run " + command.arguments() + " in " + directory + ": no such directory");
    }
    ProgramSearch search =
        new ProgramSearch(environment.getOrDefault("PATH", ProgramSearch.DEFAULT_PATH), directory);
    ImmutableList.Builder<String> arguments = ImmutableList.builder();
    // A session of its own: Ctrl-C in a terminal reaches us and not the program behind our back,
    // a server left behind outlives the terminal, and nothing can ask there for a password.
    search.find("setsid").ifPresent(setsid -> arguments.add(setsid.toString()));
    account.ifPresent(user -> arguments.addAll(switchTo(user)));
    arguments.add(search.get(command.arguments().get(0)).toString());
    arguments.addAll(command.arguments().subList(1, command.arguments().size()));
    // The other user may not be allowed to enter our directory.
    boolean elsewhere = account.isPresent() && command.directory().isEmpty();
    return new Launch(
        arguments.build(), environment, elsewhere ? Path.of("/") : directory, account);
  }

  private static boolean isWithheld(Command command, String name) {
    return command.withheld().stream().anyMatch(name::startsWith);
  }

  /** Whether a starter, not the program, wrote an error: exit codes 126 and 127 (setpriv(1)). */
  static boolean failedToStart(int exitCode, String errors) {
    return (exitCode == 126 || exitCode == 127) && STARTERS.stream().anyMatch(errors::startsWith);
  }

  /** setpriv(1) replaces itself by the program: no log-in, no session, no process in between. */
  private static List<String> switchTo(Account user) {
    Path setpriv =
        ProgramSearch.standard()
            .find("setpriv")
            .orElseThrow(
                () ->
                    new EnvironmentException(
                        "cannot become user '"
                            + user.name()
                            + "': program setpriv (package util-linux) was not found in "
                            + ProgramSearch.DEFAULT_PATH));
    return List.of(
        setpriv.toString(),
        "--reuid=" + user.uid(),
        "--regid=" + user.gid(),
        "--init-groups",
        "--");
  }

  /** What another user gets of our environment: nothing that could be a secret of ours. */
  private static Map<String, String> reduced(Map<String, String> inherited, Account user) {
    ImmutableMap.Builder<String, String> kept = ImmutableMap.builder();
    kept.put("PATH", inherited.getOrDefault("PATH", ProgramSearch.DEFAULT_PATH));
    inherited.forEach(
        (name, value) -> {
          if (name.startsWith("LC_") || name.equals("LANG") || name.equals("TZ")) {
            kept.put(name, value);
          }
        });
    kept.put("HOME", user.home()).put("USER", user.name()).put("LOGNAME", user.name());
    return kept.buildOrThrow();
  }

  private static void checkVariable(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new UsageException("'" + name + "' is not the name of an environment variable");
    }
    if (value.indexOf('\0') >= 0) {
      throw new UsageException(
          "the value of environment variable '" + name + "' holds a NUL character");
    }
  }
}
