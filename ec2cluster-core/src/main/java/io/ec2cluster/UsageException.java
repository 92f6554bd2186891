package io.ec2cluster;

/** Bad usage or configuration; nothing was changed. Exit code 2. */
public class UsageException extends Ec2ClusterException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what was found, expected, and what to do. */
  public UsageException(String message) {
    super(Outcome.BAD_USAGE, message, null);
  }

  /** The same, with the failure behind it. */
  public UsageException(String message, Throwable cause) {
    super(Outcome.BAD_USAGE, message, cause);
  }
}
