package io.ec2cluster.elb.balancer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.FleetSize;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.aws.FleetStandIn.Instance;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.Form;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.Health;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.TargetKey;
import io.ec2cluster.testing.FakeTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which load balancers there are, and how large the fleet is, with pages of seven. */
class AwsBalancersIT {
  private static final List<String> DOMAINS = List.of("example.com");

  private final FakeTime time = new FakeTime();
  private final ElbStandIn standIn = new ElbStandIn(7);
  private final AwsCloud cloud = standIn.cloud("i-1", "10.0.0.1", time);
  private final AwsBalancers balancers = new AwsBalancers(cloud, time);

  /**
   * Sixty of each kind: this instance is in one on the last page of each, and in one by address.
   */
  @BeforeEach
  void create() {
    standIn.with(
        (classic, groups, fleet) -> {
          fleet.put("i-1", Instance.running("10.0.0.1"));
          fleet.put("i-2", Instance.running("10.0.0.2"));
          for (int i = 100; i < 160; i++) {
            boolean last = i == 159;
            classic.create(
                "classic-" + i, Optional.of(300), last ? List.of("i-2", "i-1") : List.of("i-2"));
            groups.create(Form.of("group-" + i, "instance"), OptionalInt.of(300));
            groups.put("group-" + i, key("i-2", 80), Health.HEALTHY);
          }
          groups.put("group-159", key("i-1", 8080), Health.HEALTHY);
          groups.create(Form.of("by-address", "ip"), OptionalInt.of(300));
          groups.put("by-address", key("10.0.0.1", 80), Health.HEALTHY);
          groups.create(Form.of("functions", "lambda"), OptionalInt.empty());
          groups.create(
              new Form("unused", 80, "instance", "ipv4", "HTTP", false), OptionalInt.empty());
          groups.put("unused", key("i-1", 80), Health.of("unused", "Target.NotInUse"));
          groups.create(
              new Form("quick", 443, "instance", "ipv4", "QUIC", true), OptionalInt.empty());
        });
  }

  @AfterEach
  void close() {
    cloud.close();
    standIn.close();
  }

  private static TargetKey key(String id, int port) {
    return new TargetKey(id, port, Optional.empty());
  }

  @Test
  void ownOnesAreThoseThatThisInstanceIsInOnWhateverPage() throws InterruptedException {
    assertThat(balancers.own())
        .extracting(one -> one.id().toString())
        .containsExactly(
            "classic/classic-159",
            "tg/" + GroupStandIn.arn("by-address"),
            "tg/" + GroupStandIn.arn("group-159"));
  }

  @Test
  void unknownOnesAreToldWithTheNearestName() {
    assertThatThrownBy(() -> balancers.open(BalancerId.parse("classic/clasic-159")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no classic load balancer 'clasic-159' in eu-west-1")
        .hasMessageContaining("did you mean 'classic-159'?");
    assertThatThrownBy(() -> balancers.open(BalancerId.parse("tg/grup-159")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no target group 'grup-159' in eu-west-1")
        .hasMessageContaining("did you mean 'group-159'?");
    assertThatThrownBy(() -> balancers.open(BalancerId.parse("tg/" + GroupStandIn.arn("grup-158"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("did you mean 'group-158'?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188",
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web",
        "arn:aws:elasticloadbalancing:eu-west-1:12345:targetgroup/web/73e2d6bc24d8a067",
        "targetgroup/web/73e2d6bc24d8a067"
      })
  void malformedArnIsRefusedWithoutAsking(String arn) {
    assertThatThrownBy(() -> balancers.open(BalancerId.parse("tg/" + arn)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(arn)
        .hasMessageContaining("targetgroup/NAME/ID");
    assertThat(standIn.calls()).isEmpty();
  }

  @Test
  void groupOfAnotherRegionIsRefusedWithoutAsking() {
    String arn = GroupStandIn.arn("group-100").replace("eu-west-1", "us-east-1");

    assertThatThrownBy(() -> balancers.open(BalancerId.parse("tg/" + arn)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is in us-east-1, and the instance in eu-west-1");
    assertThat(standIn.calls()).isEmpty();
  }

  @Test
  void groupsThatInstancesCannotBeInAreRefused() {
    assertThatThrownBy(() -> balancers.open(BalancerId.parse("tg/functions")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no instances");
    assertThatThrownBy(() -> balancers.open(BalancerId.parse("tg/quick")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("QUIC");
  }

  @Test
  void theHostNameStandsForAClassicOneOrATargetGroup() {
    standIn.with(
        (classic, groups, fleet) -> {
          classic.create("web-example-com", Optional.of(300), List.of());
          groups.create(Form.of("api-example-com", "instance"), OptionalInt.empty());
        });

    assertThat(balancers.guessed("i-1.web.example.com", DOMAINS).id())
        .hasToString("classic/web-example-com");
    assertThat(balancers.guessed("i-1.api.example.com", DOMAINS).id())
        .hasToString("tg/" + GroupStandIn.arn("api-example-com"));
    assertThatThrownBy(() -> balancers.guessed("i-1.wep.example.com", DOMAINS))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'wep-example-com'")
        .hasMessageContaining("did you mean 'web-example-com'?");
    assertThatThrownBy(() -> balancers.guessed("i-1.badexample.com", DOMAINS))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("badexample.com");
  }

  @Test
  void twoOfTheGuessedNameAreBothNamed() {
    standIn.with(
        (classic, groups, fleet) -> {
          classic.create("web-example-com", Optional.of(300), List.of());
          groups.create(Form.of("web-example-com", "instance"), OptionalInt.empty());
        });

    assertThatThrownBy(() -> balancers.guessed("i-1.web.example.com", DOMAINS))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("classic/web-example-com")
        .hasMessageContaining("tg/" + GroupStandIn.arn("web-example-com"));
  }

  @Test
  void whoIsGoneMeanwhileIsToldSo() throws InterruptedException {
    LoadBalancer one = balancers.open(BalancerId.parse("classic/classic-159"));
    standIn.with((classic, groups, fleet) -> classic.delete("classic-159"));

    assertThatThrownBy(() -> one.register(one.usual()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no classic load balancer 'classic-159'")
        .hasMessageContaining("any more");
  }

  @Test
  void fleetIsTheLargerOfTheGroupAndTheRunningInstancesWithTheTags() throws InterruptedException {
    Map<String, String> tags = Map.of("Role", "w*b", "Domain", "example.com");
    standIn.with(
        (classic, groups, fleet) -> {
          for (int i = 100; i < 130; i++) {
            fleet.put("i-" + i, Instance.running().tagged(tags));
          }
          fleet.put("i-130", Instance.running().tagged(tags).in("stopped"));
          fleet.put(
              "i-131", Instance.running().tagged(Map.of("Role", "web", "Domain", "example.com")));
          fleet.put("i-132", Instance.running().tagged(Map.of("Role", "w*b")));
        });
    FleetSize byTags = balancers.fleet(tags);

    assertThat(balancers.fleet(Map.of()).atLeast()).isZero();
    assertThat(byTags.atLeast()).isEqualTo(30);

    standIn.with((classic, groups, fleet) -> fleet.group("i-1", "web", 12));
    assertThat(balancers.fleet(Map.of()).atLeast()).isEqualTo(12);
    assertThat(byTags.atLeast()).isEqualTo(30);

    standIn.with((classic, groups, fleet) -> fleet.group("i-1", "web", 31));
    assertThat(byTags.atLeast()).isEqualTo(31);
    assertThat(FleetSize.unknown().atLeast()).isZero();
  }
}
