package io.ec2cluster.testing.standin;

/** What can happen to one request. */
public enum SsmFault {
  /** HTTP 400, {@code ThrottlingException}; nothing is done. */
  THROTTLED,
  /** HTTP 500, {@code InternalServerError}; nothing is done, though the client cannot know. */
  INTERNAL_ERROR,
  /** The connection is closed; nothing is done. */
  LOST_BEFORE,
  /** It is done, and the connection is closed instead of an answer. */
  ANSWER_LOST,
  /** The answer is from before the last command: it is not in the list, or does not exist. */
  STALE
}
