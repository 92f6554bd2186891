package io.ec2cluster.role;

import com.google.common.base.Ascii;

/** What a node is in its cluster. */
public enum Role {
  /** The one node that takes writes; at most one per cluster, by the role record. */
  PRIMARY,
  /** A node that follows the primary. */
  REPLICA;

  /** The lower-case name, as reports and environment variables show it. */
  public String label() {
    return Ascii.toLowerCase(name());
  }
}
