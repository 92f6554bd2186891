package io.ec2cluster.spi;

import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleNames;

/**
 * The role that this node has won or lost, and what its steps need to know of it.
 *
 * @param role the role
 * @param epoch the epoch of the role record
 * @param founding whether this node founds the cluster: only then may a primary make an empty data
 *     set
 * @param names the cluster's names
 * @param primary how the primary is reached; for a primary, itself
 */
public record Assignment(
    Role role, long epoch, boolean founding, RoleNames names, PrimaryLocation primary) {}
