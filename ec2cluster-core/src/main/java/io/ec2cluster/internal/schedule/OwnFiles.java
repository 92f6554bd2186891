package io.ec2cluster.internal.schedule;

import com.google.common.collect.Sets;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.internal.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of one cluster in a directory of the system. A file is ours if its name begins with
 * {@code ec2cluster-CLUSTER-} and its first line says so: the names alone do not tell cluster
 * {@code a} from {@code a-b}.
 */
final class OwnFiles {
  /** cron does not read what others may write (cron(8)). */
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r--r--");

  private final Path directory;
  private final String prefix;
  private final String mark;

  OwnFiles(Path directory, String cluster) {
    this.directory = directory;
    this.prefix = "ec2cluster-" + cluster + "-";
    this.mark =
        "# Written by ec2cluster for the primary of cluster '"
            + cluster
            + "' and removed elsewhere: change 'schedule' in its configuration instead.\n";
  }

  /** The name of a file of ours. */
  String named(String job, String suffix) {
    return prefix + job + suffix;
  }

  /** The text of a file of ours. */
  String marked(String text) {
    return mark + text;
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /** The names of those that are there. */
  Set<String> names() {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && text(name).startsWith(mark))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (NoSuchFileException absent) {
      return Set.of();
    } catch (IOException | UncheckedIOException failure) {
      throw failed("read", directory, failure);
    }
  }

  /** Whether these are there, and none besides. */
  boolean hold(Map<String, String> wanted) {
    return names().equals(wanted.keySet())
        && wanted.entrySet().stream().allMatch(file -> holds(file.getKey(), file.getValue()));
  }

  private boolean holds(String name, String text) {
    try {
      return text(name).equals(text)
          && Files.getPosixFilePermissions(path(name), LinkOption.NOFOLLOW_LINKS).equals(MODE);
    } catch (IOException failure) {
      throw failed("read", path(name), failure);
    }
  }

  /** Writes those that are not there yet. */
  void write(Map<String, String> wanted) {
    for (String name : Sets.difference(wanted.keySet(), names())) {
      if (Files.exists(path(name), LinkOption.NOFOLLOW_LINKS)) {
        throw new RefusedException(
            path(name)
                + " is there and was not written by ec2cluster for this cluster: remove it, or give"
                + " the job of 'schedule' another name; nothing overrides this");
      }
    }
    wanted.forEach(
        (name, text) -> {
          try {
            if (!Files.exists(path(name), LinkOption.NOFOLLOW_LINKS) || !holds(name, text)) {
              new WholeFile(path(name)).write(text, MODE);
            }
          } catch (IOException failure) {
            throw failed("write", path(name), failure);
          }
        });
  }

  /** Removes these. */
  void delete(Set<String> names) {
    for (String name : names) {
      try {
        new WholeFile(path(name)).delete();
      } catch (IOException failure) {
        throw failed("remove", path(name), failure);
      }
    }
  }

  private String text(String name) {
    try {
      return Files.isDirectory(path(name)) ? "" : new WholeFile(path(name)).find().orElse("");
    } catch (IOException failure) {
      throw failed("read", path(name), failure);
    }
  }

  private static EnvironmentException failed(String act, Path path, Exception failure) {
    return new EnvironmentException(
        "user '%s' cannot %s %s: %s; 'schedule' needs that: run ec2cluster as root, or take it out of the configuration"
            .formatted(System.getProperty("user.name", "?"), act, path, failure),
        failure);
  }
}
