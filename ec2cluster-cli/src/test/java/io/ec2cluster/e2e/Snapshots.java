package io.ec2cluster.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder of files that is brought back to where it was as often as one likes, always at the same
 * path: paths go into what is compared.
 */
final class Snapshots {
  private final Path kept;
  private final Path live;

  /** The live folder and the snapshots of it are made inside a folder. */
  Snapshots(Path folder) throws IOException {
    this.kept = Files.createDirectories(folder.resolve("snapshots"));
    this.live = folder.resolve("live");
  }

  /** Where the files live. */
  Path live() {
    return live;
  }

  boolean has(String name) {
    return Files.exists(kept.resolve(name));
  }

  /** Keeps the live folder as it is now. */
  void keep(String name) throws IOException {
    copy(live, kept.resolve(name));
  }

  /** Makes the live folder what it was. */
  void restore(String name) throws IOException {
    clear();
    copy(kept.resolve(name), live);
  }

  /** Makes the live folder empty. */
  void clear() throws IOException {
    if (Files.exists(live)) {
      try (Stream<Path> files = Files.walk(live)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(live);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
