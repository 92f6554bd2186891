package io.ec2cluster.aws;

import io.ec2cluster.Time;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.OwnerLiveness;
import io.ec2cluster.role.RoleRecord;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Proof of death by EC2. Only {@code terminated} is one: an instance in that state never runs again
 * (EC2 User Guide, "Instance lifecycle"). EC2 forgets a terminated instance after about an hour, so
 * that its "not found" counts too, if it cannot have another reason: the record's account and
 * region are this node's, the claim is older than an hour (a fresh instance is not found everywhere
 * at once), and the same client sees this node itself (so that its credentials and region look at
 * the right place). Everything else proves nothing.
 *
 * <p>Safe for use by several threads.
 */
final class Ec2Liveness implements OwnerLiveness {
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private final Ec2Instances instances;
  private final Supplier<InstanceMetadata> self;
  private final Time time;

  Ec2Liveness(Ec2Instances instances, Supplier<InstanceMetadata> self, Time time) {
    this.instances = instances;
    this.self = self;
    this.time = time;
  }

  @Override
  public OwnerLife lifeOf(RoleRecord record) {
    Ec2Instances.Answer answer = instances.describe(record.owner().instanceId());
    if (answer instanceof Ec2Instances.Answer.Known known) {
      return Ec2Instances.lifeOf(known.state());
    }
    boolean forgotten =
        answer instanceof Ec2Instances.Answer.NotFound
            && isOld(record)
            && isOurs(record)
            && seesThisNode();
    return forgotten ? OwnerLife.DEAD : OwnerLife.NOT_PROVEN;
  }

  private boolean isOld(RoleRecord record) {
    return record.claimedAt().plus(FORGOTTEN).isBefore(time.now());
  }

  private boolean isOurs(RoleRecord record) {
    InstanceMetadata node = self.get();
    return record.account().isPresent()
        && record.account().equals(node.account())
        && record.region().isPresent()
        && record.region().equals(node.region());
  }

  private boolean seesThisNode() {
    return instances.describe(self.get().instanceId()) instanceof Ec2Instances.Answer.Known;
  }
}
