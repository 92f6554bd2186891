package io.ec2cluster.elb.balancer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Target.State;
import io.ec2cluster.elb.balancer.aws.ElbStandIn.Fault;
import io.ec2cluster.elb.balancer.aws.FleetStandIn.Instance;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.Form;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.Health;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.TargetKey;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are throttled, fail in passing, or are carried out without an answer. */
class FaultsIT {
  private static final Fault[] PASSING = {Fault.THROTTLED, Fault.UNAVAILABLE, Fault.ANSWER_LOST};

  private final FakeTime time = new FakeTime();
  private final ElbStandIn standIn = new ElbStandIn(2);
  private final AwsCloud cloud = standIn.cloud("i-1", "10.0.0.1", time);

  @BeforeEach
  void create() {
    standIn.with(
        (classic, groups, fleet) -> {
          fleet.put("i-1", Instance.running("10.0.0.1"));
          classic.create("web", Optional.of(300), List.of("i-1", "i-2"));
          groups.create(Form.of("web", "ip"), OptionalInt.of(300));
          groups.put("web", new TargetKey("10.0.0.1", 80, Optional.empty()), Health.HEALTHY);
        });
  }

  @AfterEach
  void close() {
    cloud.close();
    standIn.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic/web", "tg/web"})
  void allCallsAreRepeatedAndALostAnswerChangesNothing(String id) throws InterruptedException {
    for (String action :
        List.of(
            "DescribeLoadBalancers",
            "DescribeTargetGroups",
            "DescribeInstances",
            "DescribeInstanceHealth",
            "DescribeTargetHealth",
            "DescribeLoadBalancerAttributes",
            "DescribeTargetGroupAttributes",
            "RegisterInstancesWithLoadBalancer",
            "RegisterTargets",
            "DeregisterInstancesFromLoadBalancer",
            "DeregisterTargets")) {
      standIn.fail(action, PASSING);
    }
    LoadBalancer balancer = new AwsBalancers(cloud, time).open(BalancerId.parse(id));

    assertThat(own(balancer)).containsExactly(State.IN_SERVICE);
    assertThat(balancer.drainDelay()).isEqualTo(Duration.ofMinutes(5));
    balancer.deregister(balancer.usual());
    assertThat(own(balancer)).containsExactly(State.DRAINING);
    standIn.drained();
    assertThat(own(balancer)).isEmpty();
    balancer.register(balancer.usual());
    assertThat(own(balancer)).containsExactly(State.OUT_OF_SERVICE);
    assertThat(own(balancer)).containsExactly(State.IN_SERVICE);
    assertThat(time.pauses()).isNotEmpty();
  }

  private static List<State> own(LoadBalancer balancer) throws InterruptedException {
    return balancer.targets().stream()
        .filter(target -> target.instance().equals("i-1"))
        .map(target -> target.state())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic/web", "tg/web"})
  void whatDoesNotPassIsGivenUpAfterHalfAMinute(String id) {
    LoadBalancer balancer = new AwsBalancers(cloud, time).open(BalancerId.parse(id));
    Fault[] many = Collections.nCopies(100, Fault.THROTTLED).toArray(Fault[]::new);
    standIn.fail("DescribeInstanceHealth", many);
    standIn.fail("DescribeTargetHealth", many);

    assertThatThrownBy(balancer::targets)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("cannot read the health of the")
        .hasMessageContaining("attempts failed in 30s, the last with Throttling");

    assertThat(time.nanos()).isEqualTo(Duration.ofSeconds(30).toNanos());
  }
}
