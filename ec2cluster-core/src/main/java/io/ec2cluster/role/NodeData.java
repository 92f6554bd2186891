package io.ec2cluster.role;

import java.util.Optional;

/**
 * What data a node holds.
 *
 * @param kind whether there is any
 * @param identity the data's identity, where the engine has one (the Postgres system identifier)
 * @param madeFor the role that the data was last prepared for, where it can be told
 * @param description for messages: where it is and what was found
 */
public record NodeData(
    Kind kind, Optional<String> identity, Optional<Role> madeFor, String description) {
  /** Whether there is data. */
  public enum Kind {
    /** None: this node could found a cluster or become a new replica. */
    EMPTY,
    /** Some. */
    PRESENT,
    /** The engine cannot tell; the record alone decides. */
    UNKNOWN
  }

  /** No data, at a place. */
  public static NodeData empty(String description) {
    return new NodeData(Kind.EMPTY, Optional.empty(), Optional.empty(), description);
  }

  /** An engine that cannot tell. */
  public static NodeData unknown(String description) {
    return new NodeData(Kind.UNKNOWN, Optional.empty(), Optional.empty(), description);
  }
}
