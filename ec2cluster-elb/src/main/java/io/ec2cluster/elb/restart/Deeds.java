package io.ec2cluster.elb.restart;

import io.ec2cluster.spi.StepContext;

/** What happens to the instance while it is out. */
public interface Deeds {
  /** Right before it is taken out; throws where it is not to be any more. */
  void beforeLeaving(StepContext step) throws InterruptedException;

  /**
   * The service is restarted.
   *
   * @return whether the instance is to be put back; false: it is kept out
   */
  boolean restart(StepContext step) throws InterruptedException;
}
