package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.ledger.Ledger;
import java.time.Duration;

/** What a course wants done next; load balancers by their numbers, from 0. */
public sealed interface Move {
  /** The ledger is read; answered by {@link Answer.LedgerRead}. */
  record ReadLedger(int at) implements Move {}

  /** The load balancer is asked; answered by {@link Answer.HealthRead}. */
  record ReadHealth(int at) implements Move {}

  /** The ledger is written if it is still the one read last; answered by {@link Answer.Written}. */
  record Write(int at, Ledger next) implements Move {}

  /** Time passes, a random part between the two; answered by {@link Answer.Done}. */
  record Pause(Duration atLeast, Duration atMost) implements Move {}

  /** What is to be put back is written down; answered by {@link Answer.Done}. */
  record SaveIntent() implements Move {}

  /** It is taken out, which begins its draining; answered by {@link Answer.Done}. */
  record Deregister(int at) implements Move {}

  /** Draining ends everywhere; answered by {@link Answer.Done}. */
  record Drain() implements Move {}

  /** The service is restarted and found healthy; answered by {@link Answer.Done}. */
  record Restart() implements Move {}

  /** It is put in, if it is not; answered by {@link Answer.Done}. */
  record Register(int at) implements Move {}

  /** What was written down is done; answered by {@link Answer.Done}. */
  record DropIntent() implements Move {}

  /** Nothing is left to do. */
  record Stop(Outcome outcome) implements Move {}

  /** How a course ends. */
  enum Outcome {
    /** Restarted, or put back, and in service everywhere. */
    BACK,
    /** The restart failed; it is listed as kept out. */
    KEPT_OUT,
    /** No turn before the deadline; nothing was taken out, and it waits no more. */
    NO_TURN,
    /** The floor lets nobody leave; nothing was taken out. */
    REFUSED,
    /** Registered, and not in service before the deadline; a repair looks again. */
    NOT_BACK
  }
}
