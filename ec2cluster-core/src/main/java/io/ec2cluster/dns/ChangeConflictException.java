package io.ec2cluster.dns;

import io.ec2cluster.EnvironmentException;

/**
 * A change batch was refused because the zone does not hold what the batch expects, and nothing of
 * it was applied <em>by this answer</em>: a retry inside the client may have met its own earlier
 * commit, so the caller reads back and looks for its own nonce before it believes the conflict.
 */
public class ChangeConflictException extends EnvironmentException {
  private static final long serialVersionUID = 1L;

  /** Creates it with the zone's own words. */
  public ChangeConflictException(String message) {
    super(message);
  }
}
