package io.ec2cluster;

/** The operation was interrupted; the message says what state it leaves. Exit code 130 or 143. */
public class InterruptedOperationException extends Ec2ClusterException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says what was found, expected, and what to do. */
  public InterruptedOperationException(String message) {
    super(Outcome.INTERRUPTED, message, null);
  }

  /** The same, with the failure behind it. */
  public InterruptedOperationException(String message, Throwable cause) {
    super(Outcome.INTERRUPTED, message, cause);
  }
}
