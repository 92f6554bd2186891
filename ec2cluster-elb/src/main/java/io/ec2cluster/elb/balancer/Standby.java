package io.ec2cluster.elb.balancer;

import io.ec2cluster.UsageException;
import io.ec2cluster.spi.StepContext;
import java.util.Optional;

/**
 * What keeps the group that an instance is in from replacing it while it is out of its load
 * balancers: an Auto Scaling group's standby. For use by one thread.
 */
public interface Standby {
  /**
   * The group whose standby the instance may be put into; empty where there is none, and where it
   * is in standby already, which somebody else ends.
   *
   * @throws io.ec2cluster.RefusedException if the group's least size does not let it
   * @throws io.ec2cluster.EnvironmentException if the group cannot be asked
   */
  Optional<String> group() throws InterruptedException;

  /**
   * Puts the instance into it; nothing if it is there.
   *
   * @throws io.ec2cluster.RefusedException if the group does not let it
   */
  void enter(String group, StepContext step) throws InterruptedException;

  /** Ends it, once the group has done what it does on the way in; nothing if it is not there. */
  void exit(String group, StepContext step) throws InterruptedException;

  /** No group is asked. */
  static Standby none() {
    return new Standby() {
      @Override
      public Optional<String> group() {
        return Optional.empty();
      }

      @Override
      public void enter(String group, StepContext step) {
        throw new IllegalStateException("there is no group");
      }

      @Override
      public void exit(String group, StepContext step) {
        throw new UsageException(
            "this instance was put into standby in the Auto Scaling group %s, and this back end knows no such group: expected cloud: aws"
                .formatted(group));
      }
    };
  }
}
