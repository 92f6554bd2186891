package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.ledger.Ledger;

/**
 * How a simulated world behaves; times in milliseconds.
 *
 * @param propagation what the courses take for the greatest age of an answer
 * @param staleness what it is
 * @param healthDelay until a registered instance is in service
 * @param crashesPerMille moves at which the tool ends
 * @param failedRestarts of 1,000
 * @param unconditional writes win whatever they have read: a broken store
 * @param kilobytesPerSecond what a record bears; 0: anything
 */
record SimSettings(
    long propagation,
    long staleness,
    long healthDelay,
    long drain,
    long restart,
    int crashesPerMille,
    int failedRestarts,
    boolean unconditional,
    int kilobytesPerSecond,
    int patienceHours,
    boolean logs) {
  static SimSettings usual(boolean logs) {
    return new SimSettings(20_000, 20_000, 20_000, 5_000, 10_000, 8, 20, false, 0, 2, logs);
  }

  SimSettings withPropagation(long assumed) {
    return with(assumed, unconditional, logs);
  }

  SimSettings withoutConditions() {
    return with(propagation, true, logs);
  }

  SimSettings logged() {
    return with(propagation, unconditional, true);
  }

  private SimSettings with(long newPropagation, boolean newUnconditional, boolean newLogs) {
    return new SimSettings(
        newPropagation,
        staleness,
        healthDelay,
        drain,
        restart,
        crashesPerMille,
        failedRestarts,
        newUnconditional,
        kilobytesPerSecond,
        patienceHours,
        newLogs);
  }

  /** A thousand instances for real: a drain of five minutes, a table that bears what it bears. */
  static SimSettings thousand() {
    return new SimSettings(20_000, 20_000, 20_000, 300_000, 30_000, 0, 0, false, 1000, 12, false);
  }

  long millisPerWrite(Ledger ledger) {
    long kilobytes = 1 + ledger.entries().size() * 45L / 1024;
    return kilobytesPerSecond == 0 ? 1 : 1 + kilobytes * 1000 / kilobytesPerSecond;
  }
}
