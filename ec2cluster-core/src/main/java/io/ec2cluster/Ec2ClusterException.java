package io.ec2cluster;

import org.jspecify.annotations.Nullable;

/**
 * The root of what ec2cluster throws. The message says what was found, what was expected, where it
 * came from and what to do; {@link #outcome()} says which kind of failure it is.
 */
public abstract class Ec2ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  /** Creates an exception of one kind of outcome; subclasses choose it. */
  protected Ec2ClusterException(Outcome outcome, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.outcome = outcome;
  }

  /** The kind of failure, which decides the exit code. */
  public Outcome outcome() {
    return outcome;
  }
}
