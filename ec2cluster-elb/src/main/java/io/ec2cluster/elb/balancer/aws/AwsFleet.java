package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.elb.balancer.FleetSize;
import java.util.Map;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingInstanceDetails;

/**
 * The larger of two: the desired capacity of the Auto Scaling group that this instance is in, and
 * the running instances with the fleet's tags. Safe for use by several threads.
 */
final class AwsFleet implements FleetSize {
  private final ScalingApi scaling;
  private final InstanceApi instances;
  private final Map<String, String> tags;

  /**
   * A fleet.
   *
   * @param tags which its instances have, all of them; empty: they are not counted by tags
   */
  AwsFleet(ScalingApi scaling, InstanceApi instances, Map<String, String> tags) {
    this.scaling = scaling;
    this.instances = instances;
    this.tags = Map.copyOf(tags);
  }

  @Override
  public long atLeast() {
    long desired =
        scaling
            .instance()
            .map(AutoScalingInstanceDetails::autoScalingGroupName)
            .flatMap(scaling::group)
            .map(AutoScalingGroup::desiredCapacity)
            .map(Integer::longValue)
            .orElse(0L);
    return tags.isEmpty() ? desired : Math.max(desired, instances.running(tags));
  }
}
