package io.ec2cluster.elb.balancer;

/**
 * How large the fleet is meant to be, by what knows it beside the load balancer. Safe for use by
 * several threads.
 */
@FunctionalInterface
public interface FleetSize {
  /**
   * How many instances the fleet has at least; 0 if nothing tells.
   *
   * @throws io.ec2cluster.EnvironmentException if what should tell does not answer
   */
  long atLeast() throws InterruptedException;

  /** Nothing tells. */
  static FleetSize unknown() {
    return () -> 0;
  }
}
