package io.ec2cluster.local;

import io.ec2cluster.EnvironmentException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A directory whose files are replaced whole and durably; made on the first write. Nothing in it is
 * secret: it is readable by everybody (engines run as other users) and writable by its owner.
 *
 * <p>Safe for use by several threads; two writers of one file hold a {@link DirectoryLock}.
 */
final class LocalDirectory {
  private static final Set<PosixFilePermission> DIRECTORY_MODE =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> FILE_MODE =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final String TEMPORARY = ".tmp";

  private final Path path;

  LocalDirectory(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  Path path() {
    return path;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  /** Makes it, and what it stands in, where it is missing. */
  void create() {
    try {
      createMissing(path);
    } catch (IOException | UncheckedIOException e) {
      throw notWritable("directory " + path, e);
    }
  }

  private static void createMissing(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      createMissing(parent);
    }
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY_MODE));
      // Again, because the umask took its part of the mode.
      Files.setPosixFilePermissions(directory, DIRECTORY_MODE);
    } catch (FileAlreadyExistsException madeMeanwhile) {
      if (!Files.isDirectory(directory)) {
        throw madeMeanwhile;
      }
    }
    if (parent != null) {
      sync(parent);
    }
  }

  /** The text of a file, or nothing where there is no such file. */
  Optional<String> find(String name) {
    try {
      // Every byte is a character here: what is not ASCII is met by the parser, which knows where.
      return Optional.of(Files.readString(file(name), StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw new EnvironmentException(
          "user '" + user() + "' cannot read " + file(name) + ": " + reason(e), e);
    }
  }

  /**
   * Replaces a file: after a crash at any point it holds the old text or the new one.
   *
   * @throws EnvironmentException with the old text in place; or, where the message says so, with
   *     the new one in place and not yet known to survive a crash of the machine
   */
  void replace(String name, String text) {
    Path temporary = file(name + TEMPORARY);
    try {
      write(temporary, text);
      Files.move(
          temporary,
          file(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new EnvironmentException(
          "the file system of " + path + " cannot rename a file atomically; choose another", e);
    } catch (IOException e) {
      throw notWritable(file(name) + " (it is as it was)", e);
    }
    try {
      sync(path);
    } catch (IOException e) {
      throw new EnvironmentException(
          file(name) + " is replaced, but may not survive a crash of the machine: " + reason(e), e);
    }
  }

  /** Removes a file, durably; one that is not there is no error. */
  void remove(String name) {
    try {
      Files.deleteIfExists(file(name));
      sync(path);
    } catch (IOException e) {
      throw notWritable(file(name).toString(), e);
    }
  }

  // A stream and not a channel: an interrupt would close a channel in the middle of the change.
  private static void write(Path temporary, String text) throws IOException {
    try (FileOutputStream stream = new FileOutputStream(temporary.toFile())) {
      stream.write(text.getBytes(StandardCharsets.ISO_8859_1));
      Files.setPosixFilePermissions(temporary, FILE_MODE);
      stream.getFD().sync();
    }
  }

  /** Makes a rename in a directory durable; an interrupt is kept for later. */
  private static void sync(Path directory) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (!synced(directory)) {
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean synced(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException interrupt) {
      return false;
    }
  }

  /** The failure to write something of the directory. */
  static EnvironmentException notWritable(String what, Exception e) {
    return new EnvironmentException(
        "user '"
            + user()
            + "' cannot write "
            + what
            + ": "
            + reason(e)
            + "; the local back end's directory has to be writable for the user that runs ec2cluster"
            + " and have space left; --local-dir or 'local-dir' names another",
        e);
  }

  private static String user() {
    return System.getProperty("user.name", "?");
  }

  private static String reason(Exception e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
