package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import io.ec2cluster.elb.balancer.FleetSize;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingInstanceDetails;

/**
 * The larger of two: the desired capacity of the Auto Scaling group that this instance is in, and
 * the running instances with the fleet's tags. Safe for use by several threads.
 */
final class AwsFleet implements FleetSize {
  private final Supplier<AutoScalingClient> autoScaling;
  private final AwsRetry retry;
  private final InstanceApi instances;
  private final String self;
  private final Map<String, String> tags;

  /**
   * A fleet.
   *
   * @param self the instance id
   * @param tags which its instances have, all of them; empty: they are not counted by tags
   */
  AwsFleet(
      Supplier<AutoScalingClient> autoScaling,
      AwsRetry retry,
      InstanceApi instances,
      String self,
      Map<String, String> tags) {
    this.autoScaling = autoScaling;
    this.retry = retry;
    this.instances = instances;
    this.self = self;
    this.tags = Map.copyOf(tags);
  }

  @Override
  public long atLeast() {
    long desired = group().map(this::desired).orElse(0L);
    return tags.isEmpty() ? desired : Math.max(desired, instances.running(tags));
  }

  private Optional<String> group() {
    AwsCall call =
        AwsCall.reading(
            "find the Auto Scaling group of " + self, "autoscaling:DescribeAutoScalingInstances");
    return retry.run(
        call,
        earlier ->
            autoScaling
                .get()
                .describeAutoScalingInstances(request -> request.instanceIds(self))
                .autoScalingInstances()
                .stream()
                .filter(one -> self.equals(one.instanceId()))
                .map(AutoScalingInstanceDetails::autoScalingGroupName)
                .findFirst());
  }

  private long desired(String group) {
    AwsCall call =
        AwsCall.reading(
            "describe the Auto Scaling group " + group, "autoscaling:DescribeAutoScalingGroups");
    return retry.run(
        call,
        earlier ->
            autoScaling
                .get()
                .describeAutoScalingGroups(request -> request.autoScalingGroupNames(group))
                .autoScalingGroups()
                .stream()
                .filter(one -> group.equals(one.autoScalingGroupName()))
                .map(AutoScalingGroup::desiredCapacity)
                .findFirst()
                .map(Integer::longValue)
                .orElse(0L));
  }
}
