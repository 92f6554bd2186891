package io.ec2cluster.rds;

import java.time.Instant;
import java.util.Optional;

/** Counts who is connected to an instance. */
interface ConnectionCounter {
  /**
   * Counts; nothing where there is no number.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be told: nothing is guessed
   */
  Optional<Count> count(DbInstance instance) throws InterruptedException;

  /** Who counts, and what: {@code by SQL as 'monitor' at …}. */
  String words(DbInstance instance);

  /**
   * A number.
   *
   * @param clients how many are connected
   * @param at the beginning of the time that it is about
   */
  record Count(long clients, Instant at) {}
}
