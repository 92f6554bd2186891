package io.ec2cluster.internal.run;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * One operation at a time per node and cluster: a lock on a file in the state directory, with its
 * holder's name inside. The lock ends with its process, however that ends; what the file says then
 * is no obstacle. Other threads of this process are kept out too.
 *
 * <p>The file itself stays: to remove it could take it from under another process that has opened
 * it and waits for nothing more.
 */
public final class NodeLock implements AutoCloseable {
  /**
   * Who holds which file in this process. Static because the thing itself is one per process: a
   * POSIX record lock belongs to the process, and closing <em>any</em> channel of the file drops it
   * (fcntl(2)), so that a second thread must not even open the file.
   */
  private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

  private static final Pattern AWKWARD = Pattern.compile("[^A-Za-z0-9._-]");
  private static final int LONGEST_HOLDER = 1024;

  private final Path file;
  private final FileChannel channel;
  private final FileLock lock;

  private NodeLock(Path file, FileChannel channel, FileLock lock) {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock or refuses; does not wait.
   *
   * @param stateDirectory ec2cluster's own directory on this node; made if it is missing
   * @param operation what the holder does, for the refusal of others
   * @throws RefusedException if another operation holds it; names the holder
   * @throws EnvironmentException if the lock's file cannot be used
   */
  public static NodeLock acquire(
      Path stateDirectory, String cluster, String instance, String operation, Time time) {
    Path file = fileOf(stateDirectory, cluster, instance);
    // Without %d, for which Java 25 loads the locales: 4 ms of every start.
    String holder =
        "'"
            + operation
            + "' in process "
            + ProcessHandle.current().pid()
            + ", since "
            + time.now().truncatedTo(ChronoUnit.SECONDS);
    Optional<String> other = Optional.ofNullable(HELD.putIfAbsent(file, holder));
    if (other.isPresent()) {
      throw refused(cluster, instance, other.get(), file);
    }
    boolean acquired = false;
    boolean interrupted = Thread.interrupted();
    try {
      NodeLock lock = lock(file, cluster, instance, holder);
      acquired = true;
      return lock;
    } catch (IOException failure) {
      throw unusable(file, failure);
    } finally {
      if (!acquired) {
        HELD.remove(file);
      }
      restore(interrupted);
    }
  }

  private static NodeLock lock(Path file, String cluster, String instance, String holder)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw refused(cluster, instance, holderIn(channel), file);
      }
      write(channel, holder);
      held = true;
      return new NodeLock(file, channel, lock);
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  /** The real path, so that two ways to write it are one lock. */
  private static Path fileOf(Path stateDirectory, String cluster, String instance) {
    Path folder = stateDirectory.resolve("locks");
    try {
      Files.createDirectories(folder);
      String name = cluster + "-" + instance;
      return folder.toRealPath().resolve(AWKWARD.matcher(name).replaceAll("_") + ".lock");
    } catch (IOException failure) {
      throw unusable(folder, failure);
    }
  }

  private static void write(FileChannel channel, String holder) throws IOException {
    channel.truncate(0);
    ByteBuffer text = ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8));
    while (text.hasRemaining()) {
      channel.write(text, text.position());
    }
  }

  private static String holderIn(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_HOLDER);
    channel.read(text, 0);
    String holder = StandardCharsets.UTF_8.decode(text.flip()).toString();
    return holder.isBlank() ? "another process, which has not written its name yet" : holder;
  }

  private static RefusedException refused(
      String cluster, String instance, String holder, Path file) {
    return new RefusedException(
        "another operation on cluster '%s' runs on node %s: %s (lock %s). Wait until it ends, or end it; nothing overrides this"
            .formatted(cluster, instance, holder, file));
  }

  private static EnvironmentException unusable(Path path, IOException failure) {
    return new EnvironmentException(
        "cannot use %s: %s. Expected a state directory that this user may write: see the setting state-dir"
            .formatted(path, failure),
        failure);
  }

  /**
   * A channel closes itself under an interrupted thread: the interruption is put aside while the
   * lock is taken or released, which blocks nowhere.
   */
  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Releases the lock, also on an interrupted thread. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try (channel) {
      channel.truncate(0);
      lock.release();
    } catch (IOException failure) {
      throw unusable(file, failure);
    } finally {
      HELD.remove(file);
      restore(interrupted);
    }
  }
}
