package io.ec2cluster.local;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The exclusive right to write to one directory, among all threads and processes of the machine.
 * The kernel gives a dead process's lock back. Held for milliseconds; waited for at most {@link
 * #PATIENCE}.
 */
final class DirectoryLock {
  static final String FILE = ".lock";
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(8);

  // State of the whole JVM, because a FileLock is: it excludes other processes, not other threads
  // (FileLock, "Platform dependencies"), and closing any channel of the file, another thread's too,
  // gives a POSIX lock back. So a thread opens the file only when no other thread here may hold it.
  private static final ConcurrentMap<Path, ReentrantLock> IN_THIS_PROCESS =
      new ConcurrentHashMap<>();

  private final LocalDirectory directory;
  private final Time time;

  DirectoryLock(LocalDirectory directory, Time time) {
    this.directory = directory;
    this.time = time;
  }

  /**
   * Makes the directory where it is missing and acts while nobody else does. Not to be nested.
   *
   * @throws DeadlineException if another holds the lock all the time
   * @throws InterruptedOperationException if the thread is interrupted while it waits
   * @throws io.ec2cluster.EnvironmentException if this user may not write there
   */
  <T> T hold(Supplier<T> action) {
    directory.create();
    long end = time.nanos() + PATIENCE.toNanos();
    try {
      ReentrantLock threads =
          IN_THIS_PROCESS.computeIfAbsent(directory.path().toRealPath(), p -> new ReentrantLock());
      acquire(threads, end);
      try {
        return holdAmongProcesses(action, end);
      } finally {
        threads.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedOperationException(
          "interrupted while waiting for " + lockFile() + "; nothing was changed", e);
    } catch (IOException e) {
      throw LocalDirectory.notWritable(lockFile().toString(), e);
    }
  }

  private void acquire(ReentrantLock threads, long end) throws InterruptedException {
    // The first attempt pays no heed to an interrupt: a release on the way out has to succeed.
    boolean held = threads.tryLock();
    while (!held) {
      if (time.nanos() - end >= 0) {
        throw busy("another thread of this process");
      }
      held = threads.tryLock(LONGEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private <T> T holdAmongProcesses(Supplier<T> action, long end)
      throws IOException, InterruptedException {
    try (FileChannel channel =
            FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = acquire(channel, end)) {
      if (!lock.isValid()) {
        throw new IOException("the lock was lost as soon as it was acquired");
      }
      return action.get();
    }
  }

  private FileLock acquire(FileChannel channel, long end) throws IOException, InterruptedException {
    Duration pause = FIRST_PAUSE;
    FileLock lock = channel.tryLock();
    while (lock == null) {
      if (time.nanos() - end >= 0) {
        throw busy("another process");
      }
      time.sleep(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      lock = channel.tryLock();
    }
    return lock;
  }

  private DeadlineException busy(String holder) {
    return new DeadlineException(
        holder
            + " has held "
            + lockFile()
            + " for "
            + PATIENCE.toSeconds()
            + " s, and a change takes milliseconds; nothing was changed. See whether it is stopped"
            + " ('fuser "
            + lockFile()
            + "' shows it), then run again");
  }

  private Path lockFile() {
    return directory.file(FILE);
  }
}
