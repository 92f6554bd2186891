package io.ec2cluster.elb.balancer.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.balancer.Target.State;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;

/**
 * The same calls against an implementation of AWS's APIs that is not ours; it knows neither
 * draining nor several ports. More instances, and more load balancers, than it puts on a page.
 */
@ExtendWith(MotoExtension.class)
class MotoIT {
  private static final String REGION = "eu-central-1";

  /** moto's pages of classic load balancers hold 50. */
  private static final int LOAD_BALANCERS = 60;

  private final String name = "w" + UUID.randomUUID().toString().substring(0, 8);
  private final Map<String, String> environment;
  private final AwsCloud admin;
  private List<String> ids = List.of();

  MotoIT(MotoServer moto) {
    environment = moto.environment(REGION);
    admin = cloud("i-admin");
  }

  private AwsCloud cloud(String instance) {
    return AwsCloud.builder(
            ClusterSettings.of(
                "web",
                ClusterSettings.CloudKind.AWS,
                Optional.empty(),
                ClusterSettings.Dns.of("Z1", "primary.example.com", Optional.empty())))
        .environment(environment)
        .metadata(() -> InstanceMetadata.of(Map.of("instance-id", instance)))
        .build();
  }

  @BeforeEach
  void create() {
    Ec2Client ec2 = admin.clients().ec2();
    ids =
        ec2
            .runInstances(
                r -> r.imageId(MotoServer.IMAGE).instanceType("t3.micro").minCount(3).maxCount(3))
            .instances()
            .stream()
            .map(Instance::instanceId)
            .toList();
  }

  @AfterEach
  void close() {
    admin.clients().ec2().terminateInstances(r -> r.instanceIds(ids));
    admin.close();
  }

  @Test
  void classicLoadBalancer() throws InterruptedException {
    ElasticLoadBalancingClient classic =
        admin.clients().regional("Elastic Load Balancing", ElasticLoadBalancingClient.builder());
    for (int i = 0; i < LOAD_BALANCERS; i++) {
      String each = name + "-" + i;
      classic.createLoadBalancer(
          r ->
              r.loadBalancerName(each)
                  .availabilityZones(REGION + "a")
                  .listeners(
                      Listener.builder()
                          .protocol("http")
                          .loadBalancerPort(80)
                          .instancePort(80)
                          .build()));
    }
    String last = name + "-" + (LOAD_BALANCERS - 1);
    classic.modifyLoadBalancerAttributes(
        r ->
            r.loadBalancerName(last)
                .loadBalancerAttributes(
                    a -> a.connectionDraining(d -> d.enabled(true).timeout(7))));
    for (String id : ids) {
      classic.registerInstancesWithLoadBalancer(
          r ->
              r.loadBalancerName(last)
                  .instances(
                      software.amazon.awssdk.services.elasticloadbalancing.model.Instance.builder()
                          .instanceId(id)
                          .build()));
    }

    live(BalancerId.parse("classic/" + last), Duration.ofSeconds(7));
  }

  @Test
  void targetGroup() throws InterruptedException {
    ElasticLoadBalancingV2Client groups =
        admin
            .clients()
            .regional("Elastic Load Balancing v2", ElasticLoadBalancingV2Client.builder());
    String vpc = admin.clients().ec2().describeVpcs().vpcs().get(0).vpcId();
    List<String> subnets =
        admin.clients().ec2().describeSubnets().subnets().stream()
            .map(subnet -> subnet.subnetId())
            .toList();
    String arn =
        groups
            .createTargetGroup(r -> r.name(name).protocol("HTTP").port(80).vpcId(vpc))
            .targetGroups()
            .get(0)
            .targetGroupArn();
    String balancer =
        groups
            .createLoadBalancer(r -> r.name(name).subnets(subnets))
            .loadBalancers()
            .get(0)
            .loadBalancerArn();
    groups.createListener(
        r ->
            r.loadBalancerArn(balancer)
                .protocol("HTTP")
                .port(80)
                .defaultActions(Action.builder().type("forward").targetGroupArn(arn).build()));
    for (String id : ids) {
      groups.registerTargets(
          r ->
              r.targetGroupArn(arn).targets(TargetDescription.builder().id(id).port(8080).build()));
    }

    live(BalancerId.parse("tg/" + arn), Duration.ofMinutes(5));
    live(BalancerId.parse("tg/" + name), Duration.ofMinutes(5));
  }

  private void live(BalancerId id, Duration drainDelay) throws InterruptedException {
    try (AwsCloud cloud = cloud(ids.get(0))) {
      AwsBalancers balancers = new AwsBalancers(cloud, Time.system());
      LoadBalancer one = balancers.open(id);
      List<Target> before = one.targets();
      assertThat(before).extracting(Target::instance).containsExactlyInAnyOrderElementsOf(ids);
      assertThat(before).extracting(Target::state).containsOnly(State.IN_SERVICE);
      assertThat(balancers.own()).extracting(LoadBalancer::id).containsExactly(one.id());
      assertThat(one.drainDelay()).isEqualTo(drainDelay);
      assertThat(one.terminated(new HashSet<>(ids))).isEmpty();
      assertThat(one.addresses(new HashSet<>(ids))).containsOnlyKeys(ids);

      Target own =
          before.stream()
              .filter(target -> target.instance().equals(one.self()))
              .findFirst()
              .orElseThrow();
      one.deregister(List.of(own.membership()));
      one.deregister(List.of(own.membership()));
      assertThat(one.targets()).extracting(Target::instance).doesNotContain(one.self()).hasSize(2);

      one.register(List.of(own.membership()));
      assertThat(Set.copyOf(one.targets())).isEqualTo(Set.copyOf(before));
    }
  }
}
