package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingInstanceDetails;

/** What EC2 Auto Scaling knows of this instance and its group. Safe for use by several threads. */
final class ScalingApi {
  private final Supplier<AutoScalingClient> client;
  private final AwsRetry retry;
  private final String self;

  /**
   * Asks about one instance.
   *
   * @param self the instance id
   */
  ScalingApi(Supplier<AutoScalingClient> client, AwsRetry retry, String self) {
    this.client = client;
    this.retry = retry;
    this.self = self;
  }

  /** The instance id. */
  String self() {
    return self;
  }

  /** What it knows of the instance; empty: it is in no group. */
  Optional<AutoScalingInstanceDetails> instance() {
    return retry.run(
        AwsCall.reading(
            "find the Auto Scaling group of " + self, "autoscaling:DescribeAutoScalingInstances"),
        earlier ->
            client
                .get()
                .describeAutoScalingInstances(request -> request.instanceIds(self))
                .autoScalingInstances()
                .stream()
                .filter(one -> self.equals(one.instanceId()))
                .findFirst());
  }

  /** A group; empty: there is none of this name. */
  Optional<AutoScalingGroup> group(String name) {
    return retry.run(
        AwsCall.reading(
            "describe the Auto Scaling group " + name, "autoscaling:DescribeAutoScalingGroups"),
        earlier ->
            client
                .get()
                .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
                .autoScalingGroups()
                .stream()
                .filter(one -> name.equals(one.autoScalingGroupName()))
                .findFirst());
  }

  /** Changes something, again until it is answered; what the request throws besides passes. */
  void change(AwsCall call, Function<AutoScalingClient, Object> request) {
    retry.run(call, earlier -> request.apply(client.get()));
  }
}
