package io.ec2cluster.testing.standin;

/** What can happen to one request. */
public enum Route53Fault {
  /** HTTP 400, {@code Throttling}; nothing is applied. */
  THROTTLING,
  /** HTTP 400, {@code PriorRequestNotComplete}; nothing is applied. */
  PRIOR_REQUEST_NOT_COMPLETE,
  /** HTTP 403, {@code AccessDenied}; nothing is applied. */
  ACCESS_DENIED,
  /** HTTP 500, {@code InternalFailure}; nothing is applied, though the client cannot know. */
  INTERNAL_FAILURE,
  /** HTTP 500, {@code InternalFailure}, after the change was applied. */
  INTERNAL_FAILURE_AFTER_COMMIT,
  /** HTTP 503, {@code ServiceUnavailable}; nothing is applied. */
  UNAVAILABLE,
  /** The connection is closed; nothing is applied. */
  LOST_BEFORE_COMMIT,
  /** The change is applied, and the connection is closed instead of an answer. */
  ANSWER_LOST_AFTER_COMMIT
}
