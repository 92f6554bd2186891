package io.ec2cluster.etcd;

import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

/** What AWS tells of an Auto Scaling group. Safe for use by several threads. */
final class ScalingApi {
  /** An instance that waits in its launch hook is the one that is to join. */
  private static final Set<LifecycleState> PRESENT =
      Set.of(LifecycleState.IN_SERVICE, LifecycleState.PENDING_WAIT);

  private final Supplier<AutoScalingClient> autoScaling;
  private final Supplier<Ec2Client> ec2;
  private final AwsRetry retry;

  ScalingApi(Supplier<AutoScalingClient> autoScaling, Supplier<Ec2Client> ec2, AwsRetry retry) {
    this.autoScaling = autoScaling;
    this.ec2 = ec2;
    this.retry = retry;
  }

  /**
   * A group.
   *
   * @param desired its desired capacity
   * @param instances all that belong to it, whatever they do
   * @param present those of them that are in service, or wait in their launch hook
   */
  record State(int desired, Set<String> instances, Set<String> present) {
    /** Copies the sets. */
    State {
      instances = Set.copyOf(instances);
      present = Set.copyOf(present);
    }
  }

  /**
   * A group; empty where there is none of the name in this region and account.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  Optional<State> find(String name) {
    AwsCall call =
        AwsCall.reading(
            "describe the Auto Scaling group " + name, "autoscaling:DescribeAutoScalingGroups");
    List<AutoScalingGroup> found =
        retry.run(
            call,
            earlier ->
                autoScaling
                    .get()
                    .describeAutoScalingGroups(r -> r.autoScalingGroupNames(name))
                    .autoScalingGroups());
    return found.stream().findFirst().map(ScalingApi::state);
  }

  private static State state(AutoScalingGroup group) {
    Set<String> all = new TreeSet<>();
    Set<String> present = new TreeSet<>();
    group
        .instances()
        .forEach(
            instance -> {
              all.add(instance.instanceId());
              if (PRESENT.contains(instance.lifecycleState())) {
                present.add(instance.instanceId());
              }
            });
    return new State(group.desiredCapacity(), all, present);
  }

  /**
   * The private addresses of instances, by their ids; whom EC2 does not know, or without an
   * address, is left out. By a filter, because one unknown id makes a request by ids fail as a
   * whole.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  Map<String, String> addresses(Collection<String> instanceIds) {
    if (instanceIds.isEmpty()) {
      return Map.of();
    }
    AwsCall call =
        AwsCall.reading("ask EC2 for the addresses of " + instanceIds, "ec2:DescribeInstances");
    Filter byId = Filter.builder().name("instance-id").values(instanceIds).build();
    return retry.run(
        call,
        earlier ->
            ec2.get().describeInstancesPaginator(r -> r.filters(byId)).reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .filter(instance -> instance.privateIpAddress() != null)
                .collect(
                    Collectors.toMap(
                        instance -> instance.instanceId(),
                        instance -> instance.privateIpAddress(),
                        (one, other) -> one,
                        TreeMap::new)));
  }
}
