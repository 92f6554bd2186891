package io.ec2cluster.demo;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The directory of one demonstration. All that it writes is in there, so that removing it removes
 * the demo. Everybody may enter it: servers run as other users.
 *
 * @param path an absolute path without links
 */
record DemoDirectory(Path path) {
  private static final String PREFIX = "ec2cluster-demo-";

  /** Holds the engine's id; a directory without it is none of ours and is never removed. */
  private static final String MARK = "ec2cluster-demo";

  private static final Set<PosixFilePermission> ENTERED_BY_ALL =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Makes one, below a directory or where temporary files are kept. */
  static DemoDirectory create(Optional<Path> parent, String engine, RandomGenerator random) {
    Path place = parent.orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    // Short: the name of a socket in it holds 107 bytes at most (unix(7)).
    String name = PREFIX + HexFormat.of().toHexDigits(random.nextInt());
    try {
      Path made = Files.createDirectory(place.resolve(name), PRIVATE);
      DemoDirectory directory = new DemoDirectory(made.toRealPath());
      Files.writeString(directory.path().resolve(MARK), engine + "\n");
      Files.setPosixFilePermissions(directory.path(), ENTERED_BY_ALL);
      return directory;
    } catch (IOException failure) {
      throw new EnvironmentException(
          "cannot make a directory in "
              + place
              + ": "
              + reason(failure)
              + "; choose another place with --directory",
          failure);
    }
  }

  /**
   * One that an earlier demo of the engine left.
   *
   * @throws UsageException if it is none
   */
  static DemoDirectory open(Path given, String engine) {
    try {
      Path path = given.toRealPath();
      Path mark = path.resolve(MARK);
      if (!Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS)) {
        throw noDemo(given, "it holds no file '" + MARK + "'");
      }
      String of = Files.readString(mark).strip();
      if (!of.equals(engine)) {
        throw noDemo(given, "it is a demo of '" + of + "': stop it with 'demo " + of + " --stop'");
      }
      if (!isOurs(path)) {
        throw noDemo(given, "it belongs to user '" + Files.getOwner(path).getName() + "'");
      }
      return new DemoDirectory(path);
    } catch (NoSuchFileException absent) {
      throw noDemo(given, "there is no such directory");
    } catch (IOException failure) {
      throw new EnvironmentException("cannot read " + given + ": " + reason(failure), failure);
    }
  }

  /** Makes a node's directory. */
  Path make(String name) {
    try {
      Path made = Files.createDirectory(path.resolve(name));
      Files.setPosixFilePermissions(made, ENTERED_BY_ALL);
      return made;
    } catch (IOException failure) {
      throw notWritten(path.resolve(name), failure);
    }
  }

  /** Writes a file. */
  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw notWritten(file, failure);
    }
  }

  /** Removes it with all that is in it; links are not followed, not even such as appear now. */
  void remove(Time time) throws InterruptedException {
    long end = time.nanos() + PATIENCE.toNanos();
    Optional<IOException> failure = tryRemove();
    // The last process of a server may write something while it ends.
    while (failure.isPresent() && time.nanos() - end < 0) {
      time.sleep(PAUSE);
      failure = tryRemove();
    }
    if (failure.isPresent()) {
      throw new EnvironmentException(
          "cannot remove " + path + ": " + reason(failure.get()) + "; remove it by hand",
          failure.get());
    }
  }

  private Optional<IOException> tryRemove() {
    try {
      // Insecure only where the system has no openat(2); there the demo's own user owns everything.
      MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
      return Optional.empty();
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (IOException failure) {
      return Optional.of(failure);
    }
  }

  /** Compared by number with the owner of {@code /proc/self}, the effective user (proc(5)). */
  private static boolean isOurs(Path path) throws IOException {
    Path self = Path.of("/proc/self");
    return !Files.exists(self)
        || Files.getAttribute(path, "unix:uid").equals(Files.getAttribute(self, "unix:uid"));
  }

  private static UsageException noDemo(Path given, String why) {
    return new UsageException(
        "--stop " + given + ": " + why + "; expected the directory that 'demo --keep' named");
  }

  private static EnvironmentException notWritten(Path file, IOException failure) {
    return new EnvironmentException(
        "cannot write " + file + ": " + reason(failure) + "; choose another place with --directory",
        failure);
  }

  private static String reason(IOException failure) {
    return failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }
}
