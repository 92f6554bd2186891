package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.LoadBalancerContract;
import io.ec2cluster.elb.balancer.aws.FleetStandIn.Instance;
import io.ec2cluster.testing.FakeTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/** The contract against the stand-in, with pages of two. */
abstract class StandInContract extends LoadBalancerContract {
  static final List<String> IDS = List.of("i-01", "i-02", "i-03", "i-04");
  private static final String GONE = "i-99";

  final FakeTime time = new FakeTime();
  final ElbStandIn standIn = new ElbStandIn(2);
  private final Deque<AwsCloud> clouds = new ArrayDeque<>();
  private @Nullable LoadBalancer balancer;

  /** Makes the load balancer, with the instances in it. */
  abstract BalancerId create();

  @BeforeEach
  void start() {
    standIn.with(
        (classic, groups, fleet) -> {
          IDS.forEach(id -> fleet.put(id, Instance.running(address(id))));
          fleet.put(GONE, Instance.running("10.0.0.99").in("terminated"));
          fleet.put("i-98", Instance.running("10.0.0.98").in("shutting-down"));
        });
    BalancerId id = create();
    balancer = seenBy(IDS.get(0), id);
  }

  @AfterEach
  void close() {
    clouds.forEach(AwsCloud::close);
    standIn.close();
  }

  static String address(String id) {
    return "10.0.0." + Integer.parseInt(id.substring(2));
  }

  AwsCloud cloud(String instance) {
    AwsCloud cloud = standIn.cloud(instance, address(instance), time);
    clouds.push(cloud);
    return cloud;
  }

  LoadBalancer seenBy(String instance, BalancerId id) {
    return new AwsBalancers(cloud(instance), time).open(id);
  }

  @Override
  protected LoadBalancer balancer() {
    return Objects.requireNonNull(balancer);
  }

  @Override
  protected LoadBalancer asAnotherSees() {
    return seenBy(IDS.get(1), balancer().id());
  }

  @Override
  protected String goneForGood() {
    return GONE;
  }

  /** A classic one of which nobody has looked whether it exists. */
  LoadBalancer classicNamed(String name) {
    AwsCloud cloud = cloud(IDS.get(0));
    ClassicApi api =
        new ClassicApi(
            () ->
                cloud
                    .clients()
                    .regional("Elastic Load Balancing", ElasticLoadBalancingClient.builder()),
            cloud.retry());
    return new ClassicBalancer(name, IDS.get(0), api, instances(cloud), time);
  }

  /** A target group of which nobody has looked whether it exists. */
  LoadBalancer groupNamed(String name, GroupDescription.Kind kind) {
    AwsCloud cloud = cloud(IDS.get(0));
    TargetGroupApi api =
        new TargetGroupApi(
            () ->
                cloud
                    .clients()
                    .regional("Elastic Load Balancing v2", ElasticLoadBalancingV2Client.builder()),
            cloud.retry());
    return new TargetGroup(
        new GroupDescription(
            GroupStandIn.arn(name), name, 80, kind, Optional.of("vpc-1"), true, false),
        OwnIdentity.of(cloud.metadata()),
        api,
        instances(cloud),
        time);
  }

  private static InstanceApi instances(AwsCloud cloud) {
    return new InstanceApi(() -> cloud.clients().ec2(), cloud.retry());
  }
}
