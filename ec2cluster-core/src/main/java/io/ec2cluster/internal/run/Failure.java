package io.ec2cluster.internal.run;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What went wrong, as a report tells it.
 *
 * @param outcome the kind of outcome
 * @param message in words
 * @param cause what was thrown
 */
record Failure(Outcome outcome, String message, Throwable cause) {
  private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

  /**
   * Classifies what an action threw.
   *
   * @param interrupted whether the thread was interrupted when it was thrown: many libraries wrap
   *     an interruption into an error of their own
   */
  static Failure of(Throwable thrown, boolean interrupted) {
    if (thrown instanceof Error error && !isSurvivable(error)) {
      throw error;
    }
    if (thrown instanceof InterruptedException) {
      return new Failure(Outcome.INTERRUPTED, "interrupted", thrown);
    }
    if (thrown instanceof Ec2ClusterException known
        && !(interrupted && known instanceof EnvironmentException)) {
      return new Failure(known.outcome(), String.valueOf(known.getMessage()), known);
    }
    if (interrupted) {
      return new Failure(
          Outcome.INTERRUPTED, "interrupted (" + thrown.getClass().getName() + ")", thrown);
    }
    LOG.debug("unexpected failure", thrown);
    return new Failure(
        Outcome.INTERNAL_ERROR,
        thrown.getClass().getName()
            + ". This is a bug in ec2cluster or in the engine module: please report it to its issue"
            + " tracker, with the output of the same command with -v",
        thrown);
  }

  /**
   * A module that lacks a class must not leave a plan half done. Any other error (memory, a test's
   * simulated crash) is passed on at once, as if the process had died: the next run repairs.
   */
  private static boolean isSurvivable(Error error) {
    return error instanceof LinkageError
        || error instanceof AssertionError
        || error instanceof StackOverflowError;
  }
}
