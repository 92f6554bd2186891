package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.ledger.Ledger;

/** What came of a move. A move that fails ends the course; the next run begins a new one. */
public sealed interface Answer {
  /** What the ledger says. */
  record LedgerRead(Ledger ledger) implements Answer {}

  /**
   * What the load balancer says.
   *
   * @param began monotonic nanoseconds at which it was asked
   */
  record HealthRead(FleetView fleet, long began) implements Answer {}

  /**
   * Whether the ledger was written.
   *
   * @param success false: somebody else has written it since it was read
   */
  record Written(boolean success) implements Answer {}

  /**
   * It is done.
   *
   * @param success only a restart may fail here
   */
  record Done(boolean success) implements Answer {}

  /**
   * When an answer came.
   *
   * @param nanos by the monotonic clock
   * @param seconds by the wall clock
   */
  record Moment(long nanos, long seconds) {}
}
