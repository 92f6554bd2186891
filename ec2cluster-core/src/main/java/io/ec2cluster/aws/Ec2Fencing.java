package io.ec2cluster.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.spi.Fencing;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/**
 * Fencing by EC2: StopInstances, then DescribeInstances until {@code stopped} or {@code
 * terminated}.
 *
 * <p>The operating system is asked first, so that an engine that is only cut off closes its files;
 * one that has not stopped after half of the deadline is stopped by force (API reference,
 * StopInstances, {@code Force}). An instance that an Auto Scaling group holds is replaced by the
 * group once it is stopped, as after every failed health check. Safe for use by several threads.
 */
final class Ec2Fencing implements Fencing {
  private final Ec2Instances instances;
  private final Supplier<InstanceMetadata> self;
  private final Duration deadline;

  /**
   * Fencing by EC2.
   *
   * @param deadline how long a stop may take
   */
  Ec2Fencing(Ec2Instances instances, Supplier<InstanceMetadata> self, Duration deadline) {
    this.instances = instances;
    this.self = self;
    this.deadline = deadline;
  }

  @Override
  public String id() {
    return "ec2";
  }

  @Override
  public void stop(String instanceId, StepContext step) throws InterruptedException {
    if (instanceId.equals(self.get().instanceId())) {
      throw new RefusedException(
          "fencing would stop "
              + instanceId
              + ", which is this node: it stops others only; nothing overrides this");
    }
    InstanceStateName found = state(instanceId);
    if (proves(found)) {
      step.note(instanceId + " is " + found + " already");
      return;
    }
    Stop stop = new Stop(instanceId, step, found);
    step.await(
        instanceId + " to be stopped by EC2 (asked for: it may stop later too)",
        deadline,
        stop::isDone);
    step.note(instanceId + " is " + stop.last + ": EC2 stopped it");
  }

  private InstanceStateName state(String instanceId) {
    if (instances.describe(instanceId) instanceof Ec2Instances.Answer.Known known) {
      return known.state();
    }
    throw new EnvironmentException(
        "EC2 does not know the instance "
            + instanceId
            + " in this account and region (any more, or yet): it was not stopped. Look for it"
            + " there; 'lease show' says which node the role record names");
  }

  private static boolean proves(InstanceStateName state) {
    return Ec2Instances.lifeOf(state) != OwnerLife.NOT_PROVEN;
  }

  /** One stop while it is waited for. */
  private final class Stop {
    private final String instanceId;
    private final StepContext step;
    private final long start;
    private InstanceStateName last;
    private boolean asked;
    private boolean forced;

    Stop(String instanceId, StepContext step, InstanceStateName found) {
      this.instanceId = instanceId;
      this.step = step;
      this.start = step.time().nanos();
      this.last = found;
    }

    boolean isDone() {
      if (asked) {
        look();
      }
      if (proves(last)) {
        return true;
      }
      boolean late =
          Duration.ofNanos(step.time().nanos() - start).compareTo(deadline.dividedBy(2)) >= 0;
      if (!asked || (late && !forced)) {
        // Asked again at the next look where the state did not allow it.
        boolean accepted = instances.stop(instanceId, late);
        asked |= accepted;
        forced |= accepted && late;
        step.progress(
            (accepted ? "asked EC2 to stop " : "EC2 cannot stop yet ")
                + instanceId
                + (late ? " by force" : "")
                + ", which is "
                + last);
        if (!accepted) {
          look();
        }
      }
      return proves(last);
    }

    private void look() {
      InstanceStateName now = state(instanceId);
      if (now != last) {
        step.progress(instanceId + " is " + now + " now");
        last = now;
      }
    }
  }
}
