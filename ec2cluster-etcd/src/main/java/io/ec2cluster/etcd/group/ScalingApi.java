package io.ec2cluster.etcd.group;

import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.spi.InstanceState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** What AWS tells of an Auto Scaling group. Safe for use by several threads. */
public final class ScalingApi {
  /** An instance that waits in its launch hook is the one that is to join. */
  private static final Set<LifecycleState> PRESENT =
      Set.of(LifecycleState.IN_SERVICE, LifecycleState.PENDING_WAIT);

  private static final Set<LifecycleState> ENDING =
      Set.of(LifecycleState.TERMINATING, LifecycleState.TERMINATING_WAIT);

  private final Supplier<AutoScalingClient> autoScaling;
  private final Supplier<Ec2Client> ec2;
  private final AwsRetry retry;

  public ScalingApi(
      Supplier<AutoScalingClient> autoScaling, Supplier<Ec2Client> ec2, AwsRetry retry) {
    this.autoScaling = autoScaling;
    this.ec2 = ec2;
    this.retry = retry;
  }

  /**
   * A group.
   *
   * @param desired its desired capacity
   * @param states where in their lives its instances are
   * @param groups the names of the groups that they are in
   */
  public record State(int desired, Map<String, LifecycleState> states, Map<String, String> groups) {
    /** Copies. */
    public State {
      states = Map.copyOf(states);
      groups = Map.copyOf(groups);
    }

    /** All that belong to it, whatever they do. */
    public Set<String> instances() {
      return states.keySet();
    }

    /** Those that are in service, or wait in their launch hook. */
    public Set<String> present() {
      return in(PRESENT);
    }

    /** Those that are being ended, and may run still. */
    public Set<String> departing() {
      return in(ENDING);
    }

    private Set<String> in(Set<LifecycleState> wanted) {
      return states.entrySet().stream()
          .filter(instance -> wanted.contains(instance.getValue()))
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }

    /**
     * How an instance stands to it: an empty group may be a read of nothing, and proves nothing.
     */
    Belonging of(String instance) {
      LifecycleState state = states.get(instance);
      if (state == null) {
        return states.isEmpty() ? Belonging.MEMBER : Belonging.DEPARTING;
      }
      return switch (state) {
        case PENDING_WAIT -> Belonging.ARRIVING_HELD;
        case TERMINATING_WAIT, WARMED_TERMINATING_WAIT -> Belonging.DEPARTING_HELD;
        case TERMINATING,
            TERMINATING_PROCEED,
            TERMINATED,
            WARMED_TERMINATING,
            WARMED_TERMINATING_PROCEED,
            WARMED_TERMINATED,
            DETACHING,
            DETACHED ->
            Belonging.DEPARTING;
        default -> Belonging.MEMBER;
      };
    }
  }

  /** The hooks of a group, for an instance. */
  public LifecycleHooks hooks(String group, Supplier<String> instance) {
    return new ScalingHooks(autoScaling, retry, group, instance);
  }

  /** The hooks of the group that an instance is in; none where it is in none. */
  LifecycleHooks hooks(ScalingQuery query, Supplier<String> instance) {
    if (query instanceof ScalingQuery.Named named) {
      return hooks(named.name(), instance);
    }
    return find(query)
        .flatMap(state -> Optional.ofNullable(state.groups().get(instance.get())))
        .map(group -> hooks(group, instance))
        .orElseGet(LifecycleHooks::none);
  }

  /**
   * A group; empty where there is none of the name in this region and account.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  public Optional<State> find(String name) {
    return find(new ScalingQuery.Named(name));
  }

  /**
   * A group, or all of a stack as one; empty where there is none in this region and account.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  public Optional<State> find(ScalingQuery query) {
    List<AutoScalingGroup> found =
        retry.run(
            call(query),
            earlier ->
                autoScaling
                    .get()
                    .describeAutoScalingGroupsPaginator(request(query))
                    .autoScalingGroups()
                    .stream()
                    .toList());
    return found.isEmpty() ? Optional.empty() : Optional.of(state(found));
  }

  private static AwsCall call(ScalingQuery query) {
    String what =
        query instanceof ScalingQuery.Named named
            ? "describe the Auto Scaling group " + named.name()
            : "describe the Auto Scaling groups of " + query;
    return AwsCall.reading(what, "autoscaling:DescribeAutoScalingGroups");
  }

  /** CloudFormation tags the groups that it makes with its stack, as it tags their instances. */
  private static DescribeAutoScalingGroupsRequest request(ScalingQuery query) {
    DescribeAutoScalingGroupsRequest.Builder request = DescribeAutoScalingGroupsRequest.builder();
    if (query instanceof ScalingQuery.Named named) {
      return request.autoScalingGroupNames(named.name()).build();
    }
    String stack = ((ScalingQuery.OfStack) query).stack();
    software.amazon.awssdk.services.autoscaling.model.Filter ofStack =
        software.amazon.awssdk.services.autoscaling.model.Filter.builder()
            .name("tag:aws:cloudformation:stack-name")
            .values(stack)
            .build();
    return request.filters(ofStack).build();
  }

  private static State state(List<AutoScalingGroup> groups) {
    Map<String, LifecycleState> states = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    int desired = 0;
    for (AutoScalingGroup group : groups) {
      desired += group.desiredCapacity();
      group
          .instances()
          .forEach(
              instance -> {
                states.put(instance.instanceId(), instance.lifecycleState());
                names.put(instance.instanceId(), group.autoScalingGroupName());
              });
    }
    return new State(desired, states, names);
  }

  /**
   * How an instance is reached from other regions.
   *
   * @param name its public name, which is the private address within its network
   * @param ip its public IPv4 address
   */
  public record PublicAddress(String name, String ip) {}

  /**
   * The public names and addresses of instances, by their ids; who has none is left out.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  public Map<String, PublicAddress> publicAddresses(Collection<String> instanceIds) {
    return described(instanceIds, "the public addresses").stream()
        .filter(instance -> hasText(instance.publicDnsName()))
        .filter(instance -> hasText(instance.publicIpAddress()))
        .collect(
            Collectors.toMap(
                Instance::instanceId,
                instance -> new PublicAddress(instance.publicDnsName(), instance.publicIpAddress()),
                (one, other) -> one,
                TreeMap::new));
  }

  private static boolean hasText(@Nullable String text) {
    return text != null && !text.isEmpty();
  }

  /**
   * What EC2 says of instances, by their ids; whom it does not know is left out.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  public Map<String, InstanceState> states(Collection<String> instanceIds) {
    return described(instanceIds, "the states").stream()
        .filter(instance -> instance.state() != null)
        .collect(
            Collectors.toMap(
                Instance::instanceId,
                instance ->
                    new InstanceState(
                        instance.state().nameAsString(), life(instance.state().name()), false),
                (one, other) -> one));
  }

  private static OwnerLife life(InstanceStateName state) {
    return switch (state) {
      case TERMINATED -> OwnerLife.DEAD;
      case STOPPED -> OwnerLife.STOPPED;
      default -> OwnerLife.NOT_PROVEN;
    };
  }

  private List<Instance> described(Collection<String> instanceIds, String what) {
    if (instanceIds.isEmpty()) {
      return List.of();
    }
    AwsCall call =
        AwsCall.reading(
            "ask EC2 for %s of %s".formatted(what, instanceIds), "ec2:DescribeInstances");
    Filter byId = Filter.builder().name("instance-id").values(instanceIds).build();
    return retry.run(
        call,
        earlier ->
            ec2.get().describeInstancesPaginator(r -> r.filters(byId)).reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .toList());
  }

  /**
   * The private addresses of instances, by their ids; whom EC2 does not know, or without an
   * address, is left out. By a filter, because one unknown id makes a request by ids fail as a
   * whole.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  public Map<String, String> addresses(Collection<String> instanceIds) {
    return described(instanceIds, "the addresses").stream()
        .filter(instance -> instance.privateIpAddress() != null)
        .collect(
            Collectors.toMap(
                Instance::instanceId,
                Instance::privateIpAddress,
                (one, other) -> one,
                TreeMap::new));
  }
}
