package io.ec2cluster.spi;

import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleNames;
import java.util.List;

/**
 * The role that this node has won or lost, and what its steps need to know of it.
 *
 * @param role the role
 * @param epoch the epoch of the role record
 * @param founding whether this node founds the cluster: only then may a primary make an empty data
 *     set
 * @param names the cluster's names
 * @param primary how the primary is reached; for a primary, itself
 * @param members the other members that are known, for a promotion; empty otherwise
 */
public record Assignment(
    Role role,
    long epoch,
    boolean founding,
    RoleNames names,
    PrimaryLocation primary,
    List<Member> members) {
  /** Copies the members. */
  public Assignment {
    members = List.copyOf(members);
  }

  /** An assignment that needs no other members. */
  public Assignment(
      Role role, long epoch, boolean founding, RoleNames names, PrimaryLocation primary) {
    this(role, epoch, founding, names, primary, List.of());
  }
}
