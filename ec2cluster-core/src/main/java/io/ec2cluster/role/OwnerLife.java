package io.ec2cluster.role;

/** What is known of the life of the instance that a role record names. */
public enum OwnerLife {
  /** It runs, or nothing proves that it does not: not reachable, not found too early, an error. */
  NOT_PROVEN,
  /** It does not write now, but may come back: EC2 says {@code stopped}. */
  STOPPED,
  /** It never comes back: EC2 says {@code terminated}; locally its boot or its process is over. */
  DEAD
}
