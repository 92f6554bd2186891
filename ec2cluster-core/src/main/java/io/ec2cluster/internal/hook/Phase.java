package io.ec2cluster.internal.hook;

import com.google.common.base.Ascii;

/** The parts of an operation that have a hook before and one after them. */
public enum Phase {
  /** The data and the settings of a role are made. */
  PREPARE,
  /** The engine is started. */
  START,
  /** The primary name is pointed here. */
  PUBLISH,
  /** A replica becomes the primary. */
  PROMOTE,
  /** A primary becomes a replica. */
  DEMOTE,
  /** A replica joins the pool. */
  JOIN_POOL,
  /** A replica leaves the pool. */
  LEAVE_POOL;

  /** Its name in the configuration: {@code join-pool}. */
  public String label() {
    return Ascii.toLowerCase(name()).replace('_', '-');
  }
}
