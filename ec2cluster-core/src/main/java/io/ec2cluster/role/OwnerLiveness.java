package io.ec2cluster.role;

/**
 * Asks the environment, never the network, whether the owner of a role record can still be alive.
 */
public interface OwnerLiveness {
  /**
   * Looks now; every failure to find out is {@link OwnerLife#NOT_PROVEN} or an exception, never a
   * death.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  OwnerLife lifeOf(RoleRecord record);
}
