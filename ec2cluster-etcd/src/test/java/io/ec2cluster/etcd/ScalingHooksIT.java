package io.ec2cluster.etcd;

import static io.ec2cluster.etcd.UsualMembers.member;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.etcd.group.Belonging;
import io.ec2cluster.etcd.group.LifecycleHooks;
import io.ec2cluster.etcd.group.LifecycleHooks.Transition;
import io.ec2cluster.etcd.group.ScalingApi;
import io.ec2cluster.etcd.group.ScalingGroup;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;

/** A node's own life in its group, and the hooks that hold it, over the real SDK and HTTP. */
class ScalingHooksIT {
  private static final String COMPLETE = "CompleteLifecycleAction";
  private static final String PROLONG = "RecordLifecycleActionHeartbeat";

  private final FakeTime time = new FakeTime();
  private final GroupStandIn standIn = new GroupStandIn();
  private final AwsCloud cloud =
      AwsCloud.builder(TestSettings.onAws())
          .environment(standIn.environment())
          .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-1")))
          .time(time)
          .build();
  private final ScalingGroup group =
      new ScalingGroup(
          GroupStandIn.NAME,
          Optional.empty(),
          new ScalingApi(
              () -> cloud.clients().regional("Auto Scaling", AutoScalingClient.builder()),
              () -> cloud.clients().ec2(),
              cloud.retry()),
          cloud,
          time,
          () -> member("i-1", "10.0.0.1"),
          UsualMembers::member);
  private final List<String> said = new ArrayList<>();
  private final HeldLife departing =
      new HeldLife(group.hooks(), Transition.TERMINATING, time, said::add);

  ScalingHooksIT() {
    standIn.desire(2);
    standIn.launch("i-1", "10.0.0.1");
    standIn.launch("i-2", "10.0.0.2");
  }

  @AfterEach
  void close() {
    cloud.close();
    standIn.close();
  }

  @Test
  void whereInItsLifeThisNodeIsIsToldByTheGroup() {
    Map<String, Belonging> expected =
        Map.of(
            "Pending:Wait", Belonging.ARRIVING_HELD,
            "InService", Belonging.MEMBER,
            "Standby", Belonging.MEMBER,
            "Terminating:Wait", Belonging.DEPARTING_HELD,
            "Terminating:Proceed", Belonging.DEPARTING,
            "Detaching", Belonging.DEPARTING);

    expected.forEach(
        (state, belonging) -> {
          standIn.put("i-1", state);
          boolean departs = belonging.name().startsWith("DEPARTING");
          assertThat(group.isLosingSelf()).as(state).isEqualTo(departs);
          assertThat(group.belonging()).as(state).isEqualTo(belonging);
        });
  }

  @Test
  void whoIsInServiceIsNotDeparting() {
    standIn.put("i-1", "InService");

    assertThat(group.read().departing()).isEmpty();
  }

  @Test
  void whoIsHeldInTheTerminationHookIsNoMemberOfTheGroupAndIsStillAsked() {
    standIn.terminate("i-2");

    assertThat(group.read().members()).containsExactly(member("i-1", "10.0.0.1"));
    assertThat(group.read().departing()).containsExactly(member("i-2", "10.0.0.2"));
  }

  @Test
  void instanceOutsideOfItsGroupIsLeavingAndAnEmptyGroupProvesNothing() {
    standIn.terminate("i-1");
    group.hooks().complete(group.hooks().find(Transition.TERMINATING).get(0));
    assertThat(group.isLosingSelf()).isTrue();
    standIn.terminate("i-2");
    LifecycleHooks others =
        new ScalingApi(
                () -> cloud.clients().regional("Auto Scaling", AutoScalingClient.builder()),
                () -> cloud.clients().ec2(),
                cloud.retry())
            .hooks(GroupStandIn.NAME, () -> "i-2");
    others.complete(others.find(Transition.TERMINATING).get(0));

    assertThat(standIn.lifecycle("i-2")).isEmpty();
    time.advance(Duration.ofSeconds(5));
    assertThat(group.belonging()).isEqualTo(Belonging.MEMBER);
    // EC2 alone says it then.
    assertThat(group.isLosingSelf()).isTrue();
  }

  @Test
  void hookIsProlongedEarlyAndCompletedOnce() {
    standIn.terminate("i-1");

    departing.prolong();
    time.advance(Duration.ofSeconds(99));
    departing.prolong();
    assertThat(standIn.calls()).containsExactly(PROLONG + " departure i-1");
    time.advance(Duration.ofSeconds(1));
    departing.prolong();
    assertThat(departing.release()).isTrue();
    assertThat(departing.release()).isTrue();

    assertThat(standIn.calls())
        .containsExactly(
            PROLONG + " departure i-1", PROLONG + " departure i-1", COMPLETE + " departure i-1");
    assertThat(standIn.lifecycle("i-1")).isEmpty();
  }

  @Test
  void completionWhoseAnswerIsLostIsFoundDone() {
    standIn.terminate("i-1");
    standIn.fail(COMPLETE, "answer lost");

    assertThat(departing.release()).isTrue();

    assertThat(standIn.calls())
        .containsExactly(COMPLETE + " departure i-1", COMPLETE + " departure i-1");
    assertThat(said).containsExactly("completed the lifecycle hook departure");
  }

  @Test
  void outageIsWaitedFor() {
    standIn.terminate("i-1");
    standIn.fail("DescribeLifecycleHooks", "down");
    standIn.fail(COMPLETE, "down");

    assertThat(departing.release()).isTrue();
  }

  @Test
  void nodeThatStartsAnewAfterTheCompletionFindsNothingToDo() {
    standIn.terminate("i-1");
    assertThat(departing.release()).isTrue();

    HeldLife anew = new HeldLife(group.hooks(), Transition.TERMINATING, time, said::add);
    anew.prolong();

    assertThat(anew.release()).isTrue();
    assertThat(said).allMatch("completed the lifecycle hook departure"::equals);
  }

  @Test
  void missingPermissionIsNamedOnceAndTriedAgainLater() {
    standIn.terminate("i-1");
    for (int i = 0; i < 3; i++) {
      standIn.fail(COMPLETE, "denied");
      assertThat(departing.release()).isFalse();
      time.advance(Duration.ofSeconds(30));
    }

    assertThat(said)
        .singleElement()
        .asString()
        .contains("permission autoscaling:CompleteLifecycleAction", "the policy");
    assertThat(departing.release()).isTrue();
  }

  @Test
  void launchHookIsCompletedOfItsOwnTransition() {
    HeldLife arriving = new HeldLife(group.hooks(), Transition.LAUNCHING, time, said::add);

    assertThat(arriving.release()).isTrue();

    assertThat(standIn.calls()).containsExactly(COMPLETE + " arrival i-1");
    assertThat(standIn.lifecycle("i-1")).contains("InService");
  }
}
