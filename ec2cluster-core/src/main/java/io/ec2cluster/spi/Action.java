package io.ec2cluster.spi;

/** What a step does. */
@FunctionalInterface
public interface Action {
  /**
   * Acts. Throws an {@link io.ec2cluster.Ec2ClusterException} when it cannot; any other exception
   * counts as a fault of ec2cluster or of the engine module.
   */
  void run(StepContext context) throws InterruptedException;
}
