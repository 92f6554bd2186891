package io.ec2cluster.elb.balancer.aws;

import com.google.common.base.Suppliers;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.aws.AwsRetry;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.FleetSize;
import io.ec2cluster.elb.balancer.KnownNames;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Standby;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/**
 * The load balancers of the account, in the region of this instance: those that are named, those
 * that it is in, and the one that its host name stands for. Nothing of a service is loaded before
 * it is used. Safe for use by several threads.
 */
public final class AwsBalancers {
  /**
   * An application load balancer was measured to send new requests 17 s after its target was
   * draining (aws-load-balancer-controller, issue 2366).
   */
  static final Duration PROPAGATION = Duration.ofSeconds(20);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AwsCloud cloud;
  private final Time time;
  private final AwsRetry retry;
  private final ClassicApi classic;
  private final TargetGroupApi groups;
  private final InstanceApi instances;
  private final Supplier<AutoScalingClient> autoScaling;
  private final Supplier<OwnIdentity> self;

  /** Those that the back end's credentials see. */
  public AwsBalancers(AwsCloud cloud, Time time) {
    this.cloud = cloud;
    this.time = time;
    retry = cloud.retry().atMost(PATIENCE);
    classic =
        new ClassicApi(
            Suppliers.memoize(
                () ->
                    cloud
                        .clients()
                        .regional("Elastic Load Balancing", ElasticLoadBalancingClient.builder())),
            retry);
    groups =
        new TargetGroupApi(
            Suppliers.memoize(
                () ->
                    cloud
                        .clients()
                        .regional(
                            "Elastic Load Balancing v2", ElasticLoadBalancingV2Client.builder())),
            retry);
    instances = new InstanceApi(() -> cloud.clients().ec2(), retry);
    autoScaling =
        Suppliers.memoize(
            () -> cloud.clients().regional("Auto Scaling", AutoScalingClient.builder()));
    self = Suppliers.memoize(() -> OwnIdentity.of(cloud.metadata()));
  }

  /**
   * The load balancer of an id. The id that it has itself may be another one: a target group's is
   * by its ARN, however it was named.
   *
   * @throws UsageException if there is none, with the names that there are; or if it is of a kind
   *     that instances cannot be in
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  public LoadBalancer open(BalancerId id) {
    return switch (id.kind()) {
      case CLASSIC -> of(classic.find(id.name()).orElseThrow(() -> noClassic(id.name())));
      case TG -> of(group(id.name()).requireServed());
      case HAPROXY -> throw new IllegalArgumentException(id + " is none of AWS");
    };
  }

  private GroupDescription group(String name) {
    Optional<GroupDescription> found =
        GroupArn.isMeant(name)
            ? groups.find(GroupArn.parse(name, cloud.clients().region()).text())
            : groups.named(name);
    return found.orElseThrow(() -> noGroup(name));
  }

  private UsageException noClassic(String name) {
    List<String> names = classic.all().stream().map(ClassicApi.Description::name).toList();
    return new UsageException(
        "there is no classic load balancer '%s' in %s and this account; %s"
            .formatted(name, cloud.clients().region(), KnownNames.of(names).behind(name)));
  }

  private UsageException noGroup(String name) {
    List<String> names = groups.all().stream().map(GroupDescription::name).toList();
    String typed =
        GroupArn.isMeant(name) ? GroupArn.parse(name, cloud.clients().region()).name() : name;
    return new UsageException(
        "there is no target group '%s' in %s and this account; %s"
            .formatted(name, cloud.clients().region(), KnownNames.of(names).behind(typed)));
  }

  /**
   * Those that this instance is registered with, in the order of their ids; target groups as far as
   * a load balancer uses them. One call for each 400 classic ones and target groups, and one for
   * each target group that is used.
   *
   * @throws io.ec2cluster.EnvironmentException if one of them cannot be asked
   */
  public List<LoadBalancer> own() throws InterruptedException {
    String id = self.get().instanceId();
    List<LoadBalancer> own = new ArrayList<>();
    classic.all().stream()
        .filter(one -> one.instances().contains(id))
        .map(this::of)
        .forEach(own::add);
    for (GroupDescription group : groups.all()) {
      if (group.used() && group.isServed()) {
        LoadBalancer one = of(group);
        if (one.targets().stream().anyMatch(target -> target.instance().equals(id))) {
          own.add(one);
        }
      }
    }
    own.sort(Comparator.comparing(LoadBalancer::id));
    return List.copyOf(own);
  }

  /**
   * The one that a host name stands for, by {@link GuessedName}.
   *
   * @throws UsageException if the host is in none of the domains, or if there is none of that name,
   *     or a classic one and a target group
   */
  public LoadBalancer guessed(String host, Collection<String> domains) {
    String name = GuessedName.of(host, domains);
    Optional<ClassicApi.Description> balancer = classic.find(name);
    Optional<GroupDescription> group = groups.named(name);
    if (balancer.isPresent() && group.isPresent()) {
      throw new UsageException(
          "the host name '%s' stands for '%s', and two load balancers have that name: classic/%s and tg/%s. Name the one that is meant, or set elb.load-balancers"
              .formatted(host, name, name, group.get().arn()));
    }
    if (group.isPresent()) {
      return of(group.get().requireServed());
    }
    return of(balancer.orElseThrow(() -> noGuessed(host, name)));
  }

  private UsageException noGuessed(String host, String name) {
    List<String> names = new ArrayList<>();
    classic.all().forEach(one -> names.add(one.name()));
    groups.all().forEach(one -> names.add(one.name()));
    return new UsageException(
        "the host name '%s' stands for the load balancer '%s', and there is neither a classic one nor a target group of that name in %s and this account; %s"
            .formatted(host, name, cloud.clients().region(), KnownNames.of(names).behind(name)));
  }

  /**
   * How large the fleet is beside what the load balancers say.
   *
   * @param tags the fleet's; empty: the Auto Scaling group alone tells
   */
  public FleetSize fleet(Map<String, String> tags) {
    return new AwsFleet(scaling(), instances, tags);
  }

  /** The standby of the Auto Scaling group that this instance is in. */
  public Standby standby() {
    return new AwsStandby(scaling(), time);
  }

  private ScalingApi scaling() {
    return new ScalingApi(autoScaling, retry, self.get().instanceId());
  }

  private LoadBalancer of(ClassicApi.Description description) {
    return new ClassicBalancer(
        description.name(), self.get().instanceId(), classic, instances, time);
  }

  private LoadBalancer of(GroupDescription description) {
    return new TargetGroup(description, self.get(), groups, instances, time);
  }
}
