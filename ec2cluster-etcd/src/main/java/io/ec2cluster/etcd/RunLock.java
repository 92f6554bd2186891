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
    try {
      Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isTaken(channel)) {
        return new RunLock(channel);
      }
      channel.close();
    } catch (IOException failure) {
      throw OwnedFiles.failed("locking", file, failure);
    }
    throw new RefusedException(
        "another 'etcd run' works for this node: %s is locked. Nothing overrides this; end the other one first"
            .formatted(file));
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
