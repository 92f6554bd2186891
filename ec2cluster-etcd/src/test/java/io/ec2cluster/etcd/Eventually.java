package io.ec2cluster.etcd;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.Time;
import java.time.Duration;

/** Waits for what real servers need a moment for. */
final class Eventually {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Eventually() {}

  /** A question that may fail while it is too early. */
  @FunctionalInterface
  interface Question {
    boolean holds() throws InterruptedException;
  }

  static void holds(String what, Duration patience, Question question) throws InterruptedException {
    Time time = Time.system();
    long end = time.nanos() + patience.toNanos();
    String last = "no";
    while (time.nanos() - end < 0) {
      try {
        if (question.holds()) {
          return;
        }
      } catch (Ec2ClusterException early) {
        last = String.valueOf(early.getMessage());
      }
      time.sleep(PAUSE);
    }
    throw new AssertionError("not within " + patience + ": " + what + "; last: " + last);
  }
}
