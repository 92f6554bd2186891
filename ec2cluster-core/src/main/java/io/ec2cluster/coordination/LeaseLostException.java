package io.ec2cluster.coordination;

import io.ec2cluster.EnvironmentException;

/** A lease is held no longer: its time ran out without a heart-beat, or another has taken it. */
public final class LeaseLostException extends EnvironmentException {
  private static final long serialVersionUID = 1L;

  /** Says which, and why. */
  public LeaseLostException(String message) {
    super(message);
  }
}
