package io.ec2cluster.internal.run;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts an action that blocks beyond its deadline. By the machine's own clock: what blocks
 * without pausing through {@link io.ec2cluster.Time} (a program, a socket) knows no other.
 */
final class StepDeadline {
  private final Thread worker;
  private final CompletableFuture<Void> alarm = new CompletableFuture<>();
  private boolean over;
  private boolean fired;

  private StepDeadline(Thread worker) {
    this.worker = worker;
  }

  /** Begins to count for the calling thread. */
  static StepDeadline start(Duration bound) {
    StepDeadline deadline = new StepDeadline(Thread.currentThread());
    CompletableFuture<Void> unused =
        deadline
            .alarm
            .orTimeout(bound.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (none, timeout) -> {
                  if (timeout != null) {
                    deadline.fire();
                  }
                });
    return deadline;
  }

  private synchronized void fire() {
    if (!over) {
      fired = true;
      worker.interrupt();
    }
  }

  /**
   * Stops counting; may be called again.
   *
   * @return whether the action was interrupted; its interruption is then taken from the thread
   */
  synchronized boolean end() {
    if (!over) {
      over = true;
      alarm.complete(null);
      if (fired) {
        boolean unused = Thread.interrupted();
      }
    }
    return fired;
  }
}
