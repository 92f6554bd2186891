package io.ec2cluster.demo;

/** What happens on the nodes of a {@link Demonstration}. For use by one thread. */
public interface DemoShow {
  /**
   * Shows it.
   *
   * @throws io.ec2cluster.Ec2ClusterException if it does not go as it should; says why
   */
  void run() throws InterruptedException;

  /** Says how a person looks at what was left running. */
  void sayHowToLook();
}
