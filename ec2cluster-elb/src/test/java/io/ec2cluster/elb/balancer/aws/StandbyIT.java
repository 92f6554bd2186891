package io.ec2cluster.elb.balancer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.elb.balancer.Standby;
import io.ec2cluster.elb.balancer.aws.ElbStandIn.Fault;
import io.ec2cluster.elb.balancer.aws.FleetStandIn.Instance;
import io.ec2cluster.spi.StepContext;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The standby of an Auto Scaling group, with a group that takes its time and answers that get lost.
 */
class StandbyIT {
  private static final String GROUP = "web";

  private final FakeTime time = new FakeTime();
  private final ElbStandIn standIn = new ElbStandIn(10);
  private final AwsCloud cloud = standIn.cloud("i-1", "10.0.0.1", time);
  private final Standby standby = new AwsBalancers(cloud, time).standby();
  private final StepContext step = FakeOperationContext.builder().time(time).build().progress();

  @BeforeEach
  void create() {
    standIn.with(
        (classic, groups, fleet) -> {
          fleet.put("i-1", Instance.running("10.0.0.1"));
          fleet.group("i-1", GROUP, 3);
          fleet.least(GROUP, 2);
        });
  }

  @AfterEach
  void close() {
    cloud.close();
    standIn.close();
  }

  private String seen() {
    List<String> seen = new ArrayList<>();
    standIn.with(
        (classic, groups, fleet) -> seen.add(fleet.state("i-1") + " of " + fleet.capacity(GROUP)));
    return seen.get(0);
  }

  @Test
  void goesInAndOutAndTheDesiredCapacityWithIt() throws InterruptedException {
    assertThat(standby.group()).contains(GROUP);

    standby.enter(GROUP, step);
    assertThat(seen()).isEqualTo("EnteringStandby of 2");
    standby.enter(GROUP, step);
    assertThat(standby.group()).as("ended by who began it").isEmpty();

    standIn.with((classic, groups, fleet) -> fleet.slow(3));
    standIn.with((classic, groups, fleet) -> fleet.state("i-1", "EnteringStandby"));
    standby.exit(GROUP, step);
    assertThat(time.elapsed()).as("it waited").isGreaterThanOrEqualTo(Duration.ofSeconds(15));
    assertThat(seen()).isEqualTo("Pending of 3");

    standby.exit(GROUP, step);
    standby.enter(GROUP, step);
    assertThat(seen()).isEqualTo("EnteringStandby of 2");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aCallThatGoesWrongOnceIsDoneOnce(Fault fault) throws InterruptedException {
    standIn.fail("EnterStandby", fault);
    standby.enter(GROUP, step);
    assertThat(seen()).endsWith("of 2");

    standIn.fail("ExitStandby", fault);
    standby.exit(GROUP, step);
    assertThat(seen()).endsWith("of 3");
  }

  @Test
  void aLeastSizeThatLeavesNoRoomIsRefusedBeforeAnythingAndAtTheCall() {
    standIn.with((classic, groups, fleet) -> fleet.least(GROUP, 3));

    assertThatThrownBy(standby::group)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("desired capacity of 3 and a least size of 3");
    assertThatThrownBy(() -> standby.enter(GROUP, step))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cannot put i-1 into standby")
        .hasMessageContaining("min-size=3");
    assertThat(seen()).isEqualTo("InService of 3");
  }

  @Test
  void oneThatNeverGetsThereIsGivenUp() {
    standIn.with(
        (classic, groups, fleet) -> {
          fleet.state("i-1", "EnteringStandby");
          fleet.slow(100_000);
        });

    assertThatThrownBy(() -> standby.exit(GROUP, step))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("'EnteringStandby'")
        .hasMessageContaining("elb repair");
  }

  @Test
  void anInstanceOfNoGroupHasNone() throws InterruptedException {
    try (AwsCloud other = standIn.cloud("i-2", "10.0.0.2", time)) {
      assertThat(new AwsBalancers(other, time).standby().group()).isEmpty();
    }
  }
}
