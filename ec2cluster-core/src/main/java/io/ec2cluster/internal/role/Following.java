package io.ec2cluster.internal.role;

import io.ec2cluster.role.Leader;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleNames;
import io.ec2cluster.spi.Assignment;

/** The assignment of a replica. */
final class Following {
  private Following() {}

  /** To follow a primary. */
  static Assignment of(RoleNames names, Leader leader) {
    return new Assignment(Role.REPLICA, leader.epoch(), false, names, RoleSteps.location(leader));
  }
}
