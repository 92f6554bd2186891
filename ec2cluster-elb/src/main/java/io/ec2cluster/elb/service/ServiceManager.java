package io.ec2cluster.elb.service;

/** What starts and stops services on this node. Safe for use by several threads. */
public interface ServiceManager {
  /** What it is, for messages: {@code supervisor}, {@code systemd}, or the program. */
  String name();

  /**
   * Whether there is such a service; changes nothing.
   *
   * @throws io.ec2cluster.UsageException if there is none, with names that come near
   * @throws io.ec2cluster.EnvironmentException if the manager does not answer, with what to do
   */
  void require(String service) throws InterruptedException;

  /**
   * Restarts it, and returns once it is said to run.
   *
   * @throws io.ec2cluster.EnvironmentException if it does not; what the manager said
   */
  void restart(String service) throws InterruptedException;

  /** Whether it says that the service runs; true where it cannot tell. */
  boolean isRunning(String service) throws InterruptedException;
}
