package io.ec2cluster;

/** A goal was not reached before its deadline. Running again is safe. Exit code 4. */
public class DeadlineException extends Ec2ClusterException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what was found, expected, and what to do. */
  public DeadlineException(String message) {
    super(Outcome.NOT_REACHED, message, null);
  }

  /** The same, with the failure behind it. */
  public DeadlineException(String message, Throwable cause) {
    super(Outcome.NOT_REACHED, message, cause);
  }
}
