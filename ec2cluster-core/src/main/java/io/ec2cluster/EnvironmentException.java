package io.ec2cluster;

/** The environment failed: an API, an engine, a file, a permission. Exit code 5. */
public class EnvironmentException extends Ec2ClusterException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what was found, expected, and what to do. */
  public EnvironmentException(String message) {
    super(Outcome.ENVIRONMENT_FAILED, message, null);
  }

  /** The same, with the failure behind it. */
  public EnvironmentException(String message, Throwable cause) {
    super(Outcome.ENVIRONMENT_FAILED, message, cause);
  }
}
