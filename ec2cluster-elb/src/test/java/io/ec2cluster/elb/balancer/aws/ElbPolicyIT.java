package io.ec2cluster.elb.balancer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Standby;
import io.ec2cluster.elb.balancer.aws.FleetStandIn.Instance;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.Form;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.Health;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.TargetKey;
import io.ec2cluster.spi.StepContext;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.IamPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policy of the documentation: enough, and nothing in it is superfluous. */
class ElbPolicyIT {
  /** Of the ledger and of what is to be put back, which are not asked of the stand-in. */
  private static final Set<String> LEDGER =
      Set.of("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem");

  private final FakeTime time = new FakeTime();
  private final ElbStandIn standIn = new ElbStandIn(10);
  private final AwsCloud cloud = standIn.cloud("i-1", "10.0.0.1", time);

  private final StepContext step = FakeOperationContext.builder().time(time).build().progress();

  private static IamPolicy policy() throws IOException {
    return IamPolicy.read(
        Path.of("..", "docs", "iam", "elb.json"),
        Map.of(
            "REGION", ElbStandIn.REGION,
            "ACCOUNT", "123456789012",
            "CLASSIC", "web",
            "GROUP", "web",
            "FLEET", "web",
            "TABLE", "ec2cluster"));
  }

  static Stream<String> actions() throws IOException {
    return policy().actions().stream().filter(action -> !LEDGER.contains(action));
  }

  @BeforeEach
  void create() {
    standIn.with(
        (classic, groups, fleet) -> {
          fleet.put("i-1", Instance.running("10.0.0.1"));
          fleet.group("i-1", "web", 3);
          for (String name : List.of("web", "other")) {
            classic.create(name, Optional.of(300), List.of("i-1"));
            groups.create(Form.of(name, "ip"), OptionalInt.of(300));
            groups.put(name, new TargetKey("10.0.0.1", 80, Optional.empty()), Health.HEALTHY);
          }
        });
  }

  @AfterEach
  void close() {
    cloud.close();
    standIn.close();
  }

  private void work(String name) throws InterruptedException {
    AwsBalancers balancers = new AwsBalancers(cloud, time);
    assertThat(balancers.fleet(Map.of()).atLeast()).isEqualTo(3);
    Standby standby = balancers.standby();
    assertThat(standby.group()).contains("web");
    standby.enter("web", step);
    for (LoadBalancer one : balancers.own()) {
      if (one.id().name().contains(name)) {
        assertThat(one.targets()).hasSize(1);
        assertThat(one.drainDelay()).isPositive();
        one.deregister(one.usual());
        one.register(one.usual());
      }
    }
    standby.exit("web", step);
  }

  @Test
  void policyIsEnough() throws IOException, InterruptedException {
    standIn.allow(policy());

    work("web");

    assertThat(standIn.calls()).contains("RegisterTargets", "RegisterInstancesWithLoadBalancer");
  }

  @ParameterizedTest
  @MethodSource("actions")
  void actionThatIsMissingIsNamed(String action) throws IOException {
    standIn.allow(policy().without(action));

    assertThatThrownBy(() -> work("web"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("permission " + action + " on ");
  }

  @Test
  void otherLoadBalancersAreNotChanged() throws IOException {
    standIn.allow(policy());

    assertThatThrownBy(() -> work("other"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("permission elasticloadbalancing:Deregister");
  }

  @Test
  void theLedgerMayBeReadAndWritten() throws IOException {
    assertThat(policy().actions()).containsAll(LEDGER);
    for (String action : LEDGER) {
      assertThat(
              policy()
                  .allows(
                      action,
                      "arn:aws:dynamodb:eu-west-1:123456789012:table/ec2cluster",
                      List.of()))
          .isTrue();
    }
  }
}
