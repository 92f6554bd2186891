package io.ec2cluster.postgres;

import com.google.common.primitives.Ints;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.host.PackageCache;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds programs that can run here: those of the configuration, else the newest of the packages'
 * folders, the PATH, and what was fetched before; else they are fetched.
 */
final class BinarySearch {
  private static final int OLDEST = 11;
  private static final List<String> PROGRAMS =
      List.of("postgres", "initdb", "pg_ctl", "pg_basebackup");
  private static final Pattern RELEASE = Pattern.compile("postgres \\(PostgreSQL\\) ((\\d+)\\S*)");

  private final Machine machine;
  private final Commands commands;
  private final String user;

  /**
   * On a machine.
   *
   * @param user as whom the programs will run
   */
  BinarySearch(Machine machine, Commands commands, String user) {
    this.machine = machine;
    this.commands = commands;
    this.user = user;
  }

  /**
   * Finds them.
   *
   * @param configured the folder that the configuration names; no other is looked at then
   * @param fetch whether those of a package are wanted, also where others are installed
   * @param cache where fetched ones are
   */
  PostgresBinaries find(Optional<Path> configured, boolean fetch, PackageCache cache)
      throws InterruptedException {
    if (configured.isPresent() && !fetch) {
      return of(configured.get());
    }
    Optional<PostgresBinaries> installed = fetch ? Optional.empty() : first(installed());
    Optional<PostgresBinaries> found = installed.isPresent() ? installed : first(cache.folders());
    if (found.isPresent()) {
      return found.get();
    }
    Path fetched = cache.fetch();
    return first(List.of(fetched)).orElseThrow(() -> unusable(fetched, "the fetched package"));
  }

  /**
   * Those of a folder.
   *
   * @throws EnvironmentException if they cannot be used
   */
  PostgresBinaries of(Path folder) throws InterruptedException {
    return usable(folder).orElseThrow(() -> unusable(folder, "postgres.bin-directory"));
  }

  private Optional<PostgresBinaries> first(List<Path> folders) throws InterruptedException {
    for (Path folder : folders) {
      Optional<PostgresBinaries> binaries = usable(folder);
      if (binaries.isPresent()) {
        return binaries;
      }
    }
    return Optional.empty();
  }

  /** Whether all are there, new enough, and run as the server's user. */
  private Optional<PostgresBinaries> usable(Path folder) throws InterruptedException {
    boolean complete =
        PROGRAMS.stream().allMatch(program -> Files.isExecutable(folder.resolve(program)))
            && (Files.isExecutable(folder.resolve("psql")) || machine.find("psql").isPresent());
    if (!complete) {
      return Optional.empty();
    }
    CommandResult result = version(folder);
    Matcher matcher = RELEASE.matcher(result.output());
    return result.succeeded() && matcher.lookingAt() && Integer.parseInt(matcher.group(2)) >= OLDEST
        ? Optional.of(
            new PostgresBinaries(folder, Integer.parseInt(matcher.group(2)), matcher.group(1)))
        : Optional.empty();
  }

  private CommandResult version(Path folder) throws InterruptedException {
    return commands.run(
        Command.of(List.of(folder.resolve("postgres").toString(), "-V"))
            .as(Optional.of(user))
            .in(Path.of("/")));
  }

  private List<Path> installed() {
    List<Path> folders = new ArrayList<>();
    for (Path version : versions(machine.at("/usr/lib/postgresql"), "")) {
      folders.add(version.resolve("bin"));
    }
    for (Path version : versions(machine.at("/usr"), "pgsql-")) {
      folders.add(version.resolve("bin"));
    }
    folders.addAll(machine.searchPath());
    folders.add(machine.at("/usr/local/pgsql/bin"));
    return folders;
  }

  /** The folders named after a version, the newest first. */
  private static List<Path> versions(Path parent, String prefix) {
    List<Path> versions = new ArrayList<>();
    if (Files.isDirectory(parent)) {
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(parent, entry -> number(entry, prefix).isPresent())) {
        entries.forEach(versions::add);
      } catch (IOException unreadable) {
        throw OwnedFiles.failed("listing", parent, unreadable);
      }
    }
    versions.sort(Comparator.comparing((Path entry) -> number(entry, prefix).orElse(0)).reversed());
    return versions;
  }

  private static Optional<Integer> number(Path entry, String prefix) {
    String name = String.valueOf(entry.getFileName());
    return name.startsWith(prefix)
        ? Optional.ofNullable(Ints.tryParse(name.substring(prefix.length())))
        : Optional.empty();
  }

  private EnvironmentException unusable(Path folder, String origin) {
    return new EnvironmentException(
        "the programs of "
            + folder
            + " ("
            + origin
            + ") cannot be used: expected "
            + PROGRAMS
            + " and psql, of version "
            + OLDEST
            + " or newer, which user '"
            + user
            + "' can run");
  }
}
