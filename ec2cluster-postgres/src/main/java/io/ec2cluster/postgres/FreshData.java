package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes a data directory in a temporary sibling and renames it when it is whole: whoever finds the
 * data directory finds all of it or none, also after a crash or on a full disk.
 */
final class FreshData {
  private static final String MARK = "ec2cluster-new";

  private final Server server;

  FreshData(Server server) {
    this.server = server;
  }

  /** Fills a directory. */
  @FunctionalInterface
  interface Filling {
    /** Puts the data into an empty directory that belongs to the server's user. */
    void fill(Path directory) throws InterruptedException;
  }

  /** Makes the data directory; what earlier, killed runs left is removed first. */
  void make(Filling filling) throws InterruptedException {
    requireNoMountPoint();
    if (server.data().isRewinding()) {
      throw new RefusedException(
          DataDirectory.rewinding(server.data().path())
              + " holds the data of this node, whose rewind was interrupted: 'ec2cluster rejoin'"
              + " goes on with it, with --reclone it takes a fresh copy");
    }
    server.data().leftovers(MARK).forEach(OwnedFiles::deleteTree);
    Path fresh = server.files().sibling(server.data().path(), MARK);
    server.files().createDirectory(fresh);
    try {
      filling.fill(fresh);
      requireFilled(fresh);
      server.files().write(fresh.resolve(DataDirectory.ORIGIN), "");
      if (!server.layout().configIsInData()) {
        removeUnusedConfiguration(fresh);
      }
      OwnedFiles.rename(fresh, server.data().path());
    } finally {
      if (Files.exists(fresh)) {
        OwnedFiles.deleteTree(fresh);
      }
    }
  }

  /** Runs the user's own command, which takes the place of initdb or pg_basebackup. */
  void bootstrap(Path directory, StepContext step) throws InterruptedException {
    List<String> vector =
        server.settings().bootstrapCommand().stream()
            .map(argument -> argument.replace("{directory}", directory.toString()))
            .toList();
    step.progress("filling the data directory with " + vector.get(0));
    server
        .programs()
        .require(
            server
                .programs()
                .as(vector)
                .withEnvironment(Map.of("PGDATA", directory.toString()))
                .within(server.settings().cloneTimeout()),
            "postgres.bootstrap-command");
  }

  private void requireFilled(Path fresh) {
    if (!Files.exists(fresh.resolve("PG_VERSION"))) {
      throw new EnvironmentException(
          "the program that should fill the data directory ended without an error, but made no"
              + " PG_VERSION: check postgres.bootstrap-command; it is to fill {directory} itself,"
              + " not a directory in it");
    }
  }

  /** With Debian the settings stand elsewhere; these would mislead whoever finds them. */
  private static void removeUnusedConfiguration(Path fresh) {
    try {
      for (String name : List.of("postgresql.conf", "pg_hba.conf", "pg_ident.conf")) {
        Files.deleteIfExists(fresh.resolve(name));
      }
    } catch (IOException failure) {
      throw OwnedFiles.failed("removing unused settings in", fresh, failure);
    }
  }

  /** A mount point cannot be renamed onto, and its sibling would be on another disk. */
  void requireNoMountPoint() {
    Path path = server.data().path();
    Path folder = path.resolveSibling("");
    try {
      if (Files.isDirectory(path)
          && !Objects.equals(
              Files.getAttribute(path, "unix:dev"), Files.getAttribute(folder, "unix:dev"))) {
        throw new UsageException(
            path
                + " is a mount point: set postgres.data-directory to a directory below it, such as "
                + path.resolve("data"));
      }
    } catch (IOException failure) {
      throw OwnedFiles.failed("looking at", path, failure);
    }
  }
}
