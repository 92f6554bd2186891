package io.ec2cluster.redis;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.PackageCache;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a program that can run here: that of the configuration, else what is installed or was
 * fetched before; else it is fetched.
 */
final class ProgramSearch {
  private static final List<String> NAMES = List.of("redis-server", "valkey-server");
  private static final Pattern VERSION =
      Pattern.compile("(Redis|Valkey) server v=((\\d+)\\.(\\d+)\\S*)");
  private static final int OLDEST = 602;

  private final Machine machine;
  private final Commands commands;
  private final String user;

  /**
   * On a machine.
   *
   * @param user as whom the program will run
   */
  ProgramSearch(Machine machine, Commands commands, String user) {
    this.machine = machine;
    this.commands = commands;
    this.user = user;
  }

  /**
   * Finds it.
   *
   * @param configured what the configuration names; nothing else is looked at then
   * @param fetch whether that of a package is wanted, also where another is installed
   */
  ServerProgram find(Optional<Path> configured, boolean fetch, PackageCache cache)
      throws InterruptedException {
    if (configured.isPresent() && !fetch) {
      return of(configured.get());
    }
    Optional<ServerProgram> found = fetch ? Optional.empty() : first(installed());
    if (found.isEmpty()) {
      found = first(cache.folders());
    }
    if (found.isPresent()) {
      return found.get();
    }
    Path fetched = cache.fetch();
    return first(List.of(fetched)).orElseThrow(() -> unusable(fetched));
  }

  /**
   * That of a file.
   *
   * @throws EnvironmentException if it cannot be used
   */
  ServerProgram of(Path program) throws InterruptedException {
    return usable(program).orElseThrow(() -> unusable(program));
  }

  private List<Path> installed() {
    List<Path> folders = new ArrayList<>(machine.searchPath());
    folders.add(machine.at("/usr/bin"));
    folders.add(machine.at("/usr/local/bin"));
    return folders;
  }

  private Optional<ServerProgram> first(List<Path> folders) throws InterruptedException {
    for (Path folder : folders) {
      for (String name : NAMES) {
        Optional<ServerProgram> program = usable(folder.resolve(name));
        if (program.isPresent()) {
          return program;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<ServerProgram> usable(Path program) throws InterruptedException {
    if (!Files.isExecutable(program)) {
      return Optional.empty();
    }
    CommandResult result =
        commands.run(
            Command.of(List.of(program.toString(), "--version"))
                .as(Optional.of(user))
                .in(Path.of("/")));
    Matcher matcher = VERSION.matcher(result.output());
    if (!result.succeeded() || !matcher.find()) {
      return Optional.empty();
    }
    int version = Integer.parseInt(matcher.group(3)) * 100 + Integer.parseInt(matcher.group(4));
    return version >= OLDEST
        ? Optional.of(new ServerProgram(program, matcher.group(1) + " " + matcher.group(2)))
        : Optional.empty();
  }

  private EnvironmentException unusable(Path program) {
    return new EnvironmentException(
        program
            + " cannot be used: expected the server of Redis 6.2 or newer, or of Valkey, which user '"
            + user
            + "' can run");
  }
}
