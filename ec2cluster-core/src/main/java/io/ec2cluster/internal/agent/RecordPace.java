package io.ec2cluster.internal.agent;

import java.time.Duration;

/**
 * When the role record is read next. While engine and record say the same thing: at the configured
 * pace. Once the engine's role has changed, or while the two differ, sooner, and then less and less
 * often, so that a difference that stays costs little more. For use by one thread.
 */
final class RecordPace {
  private final Duration calm;
  private final Duration soonest;
  private Duration pause;

  /**
   * A pace.
   *
   * @param calm between two readings while all is well
   * @param soonest between two readings while it is not
   */
  RecordPace(Duration calm, Duration soonest) {
    this.calm = calm;
    this.soonest = soonest.compareTo(calm) < 0 ? soonest : calm;
    this.pause = this.soonest;
  }

  /**
   * Whether it is time.
   *
   * @param since since the last reading
   * @param differs whether engine and record say different things
   */
  boolean isDue(Duration since, boolean differs) {
    return since.compareTo(differs ? pause : calm) >= 0;
  }

  /** The engine's role has changed. */
  void changed() {
    pause = soonest;
  }

  /** The record was read, or was tried to be. */
  void read(boolean differs) {
    Duration longer = pause.multipliedBy(2);
    pause = differs ? (longer.compareTo(calm) < 0 ? longer : calm) : soonest;
  }
}
