package io.ec2cluster;

import java.time.Duration;
import java.time.Instant;

/**
 * The clock and the pauses of an operation, passed in so that a test runs an hour of retries in
 * milliseconds. Implementations are safe for use by several threads.
 */
public interface Time {
  /** The wall clock (UTC): for what people and other nodes read, never for measuring. */
  Instant now();

  /**
   * A monotonic reading in nanoseconds, for measuring and deadlines; only differences mean
   * something.
   */
  long nanos();

  /**
   * Pauses the calling thread.
   *
   * @throws InterruptedException if the thread is interrupted before or while it pauses
   */
  void sleep(Duration pause) throws InterruptedException;

  /** The machine's own clock. */
  static Time system() {
    return SystemTime.INSTANCE;
  }
}
