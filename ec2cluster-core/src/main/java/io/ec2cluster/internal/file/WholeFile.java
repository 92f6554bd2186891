package io.ec2cluster.internal.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * A text file that holds the old text or the new one, and survives a crash of the machine: written
 * to a temporary sibling, brought to the disk, given its mode and renamed. The sibling's name
 * begins with a dot and ends with {@code .new}: neither cron nor systemd reads such a file.
 *
 * <p>An interruption does not cut a write short. For use by one writer at a time.
 *
 * @param path where it is, in a directory that exists
 */
public record WholeFile(Path path) {
  /** Its text; empty where there is no such file. What is no UTF-8 is replaced. */
  public Optional<String> find() throws IOException {
    try {
      return Optional.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /** Replaces it. */
  public void write(String text, Set<PosixFilePermission> mode) throws IOException {
    Path sibling = path.resolveSibling("." + path.getFileName() + ".new");
    try {
      // A stream and not a channel: an interrupt would close a channel in the middle.
      try (FileOutputStream stream = new FileOutputStream(sibling.toFile())) {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(sibling, mode);
        stream.getFD().sync();
      }
      Files.move(
          sibling, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(sibling);
    }
    syncFolder();
  }

  /** Removes it, where it is. */
  public void delete() throws IOException {
    if (Files.deleteIfExists(path)) {
      syncFolder();
    }
  }

  /** Makes a rename durable; an interrupt is kept for later. */
  private void syncFolder() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (!synced(path.toAbsolutePath().resolveSibling(""))) {
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean synced(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException interrupt) {
      return false;
    }
  }
}
