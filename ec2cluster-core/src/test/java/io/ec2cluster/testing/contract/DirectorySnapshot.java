package io.ec2cluster.testing.contract;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a directory holds: each entry's mode and content, by its path.
 *
 * @param entries the entries
 */
public record DirectorySnapshot(Map<String, String> entries) {
  /** Reads a directory with all below it. */
  public static DirectorySnapshot of(Path directory) {
    Map<String, String> entries = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      paths.forEach(path -> entries.put(directory.relativize(path).toString(), described(path)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return new DirectorySnapshot(entries);
  }

  /** Leaves files out. */
  public DirectorySnapshot without(Predicate<String> files) {
    Map<String, String> kept = new TreeMap<>(entries);
    kept.keySet().removeIf(files);
    return new DirectorySnapshot(kept);
  }

  /** Removes all below a directory, which stays. */
  static void empty(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(directory)) {
          Files.delete(path);
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String described(Path path) {
    try {
      String mode =
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
      if (Files.isSymbolicLink(path)) {
        return mode + " -> " + Files.readSymbolicLink(path);
      }
      return Files.isRegularFile(path)
          ? mode + " " + Hashing.sha256().hashBytes(Files.readAllBytes(path))
          : mode;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
