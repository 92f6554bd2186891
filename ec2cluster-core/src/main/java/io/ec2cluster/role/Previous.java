package io.ec2cluster.role;

/**
 * Whose role is being taken over, kept until the new owner publishes, so that it can be given back.
 *
 * @param owner the owner before
 * @param epoch its epoch
 * @param state the state of its record
 */
public record Previous(Owner owner, long epoch, RoleState state) {}
