package io.ec2cluster.etcd;

import io.ec2cluster.RefusedException;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One {@code etcd run} for a node: the kernel gives a dead process's lock back. */
final class RunLock implements AutoCloseable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it.
   *
   * @throws RefusedException if another process has it
   */
  static RunLock take(Path file) {
    return find(file)
        .orElseThrow(
            () ->
                new RefusedException(
                    "another 'etcd run' works for this node: %s is locked. Nothing overrides this; end the other one first"
                        .formatted(file)));
  }

  /** Takes it; empty if another process has it. */
  static Optional<RunLock> find(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isTaken(channel)) {
        return Optional.of(new RunLock(channel));
      }
      channel.close();
      return Optional.empty();
    } catch (IOException failure) {
      throw OwnedFiles.failed("locking", file, failure);
    }
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock == null;
    } catch (OverlappingFileLockException inThisProcess) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new IllegalStateException("closing a lock file failed", failure);
    }
  }
}
