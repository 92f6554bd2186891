package io.ec2cluster.host;

import com.google.common.base.Strings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Software unpacked from the distribution's packages, beside what is installed: a directory for
 * each package, in the user's cache. An entry appears when it is whole; several processes may fetch
 * at the same time.
 */
public final class PackageCache {
  private static final String PROGRAMS = "bin";
  private static final Set<PosixFilePermission> OPEN_TO_ALL =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final Path directory;
  private final Machine machine;
  private final AptPackages packages;

  private PackageCache(Path directory, Machine machine, AptPackages packages) {
    this.directory = directory;
    this.machine = machine;
    this.packages = packages;
  }

  /**
   * The cache of this process's user: in {@code XDG_CACHE_HOME} (XDG Base Directory Specification),
   * by default {@code ~/.cache}; of root in {@code /var/cache}, because other users, as whom the
   * servers run, may not enter root's home.
   *
   * @param engine whose folder it is, there
   */
  public static PackageCache of(
      String engine, Machine machine, Map<String, String> environment, AptPackages packages) {
    String given = Strings.nullToEmpty(environment.get("XDG_CACHE_HOME"));
    Path home =
        Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "/"))).normalize();
    Path caches = machine.privileged() ? machine.at("/var/cache") : home.resolve(".cache");
    Path chosen = given.startsWith("/") ? Path.of(given).normalize() : caches;
    return new PackageCache(chosen.resolve("ec2cluster").resolve(engine), machine, packages);
  }

  /** The folders of the programs that are there, the newest package first. */
  public List<Path> folders() {
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "[!.]*")) {
        for (Path entry : all) {
          // What is in it is run: only one's own counts.
          if (Files.getOwner(entry).getName().equals(machine.user())) {
            entries.add(entry.resolve(PROGRAMS));
          }
        }
      } catch (IOException unreadable) {
        throw OwnedFiles.failed("listing", directory, unreadable);
      }
    }
    entries.sort(Comparator.<Path>naturalOrder().reversed());
    return entries;
  }

  /** Fetches the newest that the distribution has; returns the folder of its programs. */
  public Path fetch() throws InterruptedException {
    Path work = workDirectory();
    try {
      return install(packages.fetch(work), work);
    } finally {
      OwnedFiles.deleteTree(work);
    }
  }

  /**
   * Gives an unpacked tree its place, and each program a script in front that lets it find its
   * libraries: a variable of the environment does not reach programs that run as another user.
   */
  private Path install(UnpackedSoftware unpacked, Path work) {
    Path entry = directory.resolve(unpacked.name());
    try {
      Path made = openDirectory(work.resolve("entry"));
      Path scripts = openDirectory(made.resolve(PROGRAMS));
      Files.move(unpacked.tree(), made.resolve("tree"));
      for (Path program : unpacked.programs()) {
        Path script = scripts.resolve(program.getFileName());
        Files.writeString(script, script(entry.resolve("tree"), program, unpacked.libraries()));
        Files.setPosixFilePermissions(script, OPEN_TO_ALL);
      }
      moveUnlessThere(made, entry);
    } catch (IOException failure) {
      throw OwnedFiles.failed("writing", entry, failure);
    }
    return entry.resolve(PROGRAMS);
  }

  private static void moveUnlessThere(Path made, Path entry) throws IOException {
    try {
      Files.move(made, entry);
    } catch (IOException failure) {
      // Whoever fetched the same at the same time did it as well.
      if (!Files.isDirectory(entry.resolve(PROGRAMS))) {
        throw failure;
      }
    }
  }

  private static String script(Path tree, Path program, List<Path> libraries) {
    return """
        #!/bin/sh
        LD_LIBRARY_PATH=%s
        export LD_LIBRARY_PATH
        exec %s "$@"
        """
        .formatted(
            quoted(LibraryFolders.path(tree, libraries)), quoted(tree.resolve(program).toString()));
  }

  private static String quoted(String path) {
    return "'" + path.replace("'", "'\\''") + "'";
  }

  private Path workDirectory() {
    try {
      return Files.createTempDirectory(openDirectory(directory), ".fetch-");
    } catch (IOException failure) {
      throw OwnedFiles.failed("making a directory in", directory, failure);
    }
  }

  /** A directory that all may enter whatever the umask is, and those above it. */
  private static Path openDirectory(Path path) throws IOException {
    Path parent = path.getParent();
    if (!Files.isDirectory(path)) {
      if (parent != null) {
        openDirectory(parent);
      }
      Files.createDirectories(path);
      Files.setPosixFilePermissions(path, OPEN_TO_ALL);
    }
    return path;
  }
}
