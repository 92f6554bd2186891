package io.ec2cluster.etcd;

import io.ec2cluster.Time;
import java.time.Duration;

/**
 * When etcd may be started again: at once after a life that was long enough, later and later after
 * short ones. For use by one thread.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration LONG_LIFE = Duration.ofSeconds(60);

  private final Time time;
  private long begun;
  private boolean running;
  private Duration pause = Duration.ZERO;
  private long ended;

  Backoff(Time time) {
    this.time = time;
  }

  /** It was started. */
  void started() {
    begun = time.nanos();
    running = true;
  }

  /** It was stopped on purpose: the next start need not wait. */
  void stopped() {
    running = false;
    pause = Duration.ZERO;
  }

  /** It does not run. Returns how long to wait before it is started again. */
  Duration left() {
    if (running) {
      running = false;
      ended = time.nanos();
      boolean longLife = ended - begun >= LONG_LIFE.toNanos();
      pause = longLife || pause.isZero() ? FIRST : longer(pause);
    }
    Duration passed = Duration.ofNanos(time.nanos() - ended);
    return pause.compareTo(passed) > 0 ? pause.minus(passed) : Duration.ZERO;
  }

  private static Duration longer(Duration last) {
    Duration twice = last.multipliedBy(2);
    return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
  }
}
