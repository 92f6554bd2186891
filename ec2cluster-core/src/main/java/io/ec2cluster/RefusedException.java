package io.ec2cluster;

/**
 * A safety rule refused the act. The message names the option that overrides it, or says that none
 * does. Exit code 3.
 */
public class RefusedException extends Ec2ClusterException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what was found, expected, and what to do. */
  public RefusedException(String message) {
    super(Outcome.REFUSED, message, null);
  }

  /** The same, with the failure behind it. */
  public RefusedException(String message, Throwable cause) {
    super(Outcome.REFUSED, message, cause);
  }
}
