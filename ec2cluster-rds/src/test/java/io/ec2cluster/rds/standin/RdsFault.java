package io.ec2cluster.rds.standin;

/** What can happen to a request. */
public enum RdsFault {
  /** Refused: too many requests. */
  THROTTLE,
  /** Answered with an error of the server, before anything was done. */
  SERVER_ERROR,
  /** Done, and never answered. */
  LOST_ANSWER,
  /** Never done, and never answered. */
  LOST_REQUEST,
  /** Only for descriptions: answered with what was some changes ago. */
  STALE,
  /** Only for descriptions: answered as if there were nothing at all. */
  EMPTY
}
