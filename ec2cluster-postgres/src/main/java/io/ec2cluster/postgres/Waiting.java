package io.ec2cluster.postgres;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;

/** Waits for what the server says, which may be interrupted while it is asked. */
final class Waiting {
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private Waiting() {}

  /** A question that may be interrupted. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws InterruptedException;
  }

  static void until(StepContext step, String what, Duration deadline, Condition condition)
      throws InterruptedException {
    long end = step.time().nanos() + deadline.toNanos();
    Duration pause = FIRST;
    while (!condition.holds()) {
      if (step.time().nanos() - end >= 0) {
        throw new DeadlineException(
            "waited "
                + deadline.toSeconds()
                + " s for "
                + what
                + ", in vain; the server is left as it is. Its log says why; running this again is"
                + " safe");
      }
      step.progress("waiting for " + what);
      step.time().sleep(pause);
      pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
    }
  }
}
