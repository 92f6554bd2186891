package io.ec2cluster.spi;

/** Stops an instance for certain, so that its engine cannot write. */
public interface Fencing {
  /** Its name on the command line: {@code ec2}. */
  String id();

  /**
   * Stops an instance and returns once the back end proves that it does not run.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be stopped
   * @throws io.ec2cluster.DeadlineException if it is not stopped in time; it may stop later
   */
  void stop(String instanceId, StepContext step) throws InterruptedException;
}
