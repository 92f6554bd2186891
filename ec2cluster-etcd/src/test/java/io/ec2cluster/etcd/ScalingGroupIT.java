package io.ec2cluster.etcd;

import static io.ec2cluster.etcd.UsualMembers.entry;
import static io.ec2cluster.etcd.UsualMembers.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Iterables;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import io.ec2cluster.etcd.group.ScalingApi;
import io.ec2cluster.etcd.group.ScalingGroup;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.TestSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;

/** Over the real SDK and moto's Auto Scaling and EC2. */
@ExtendWith(MotoExtension.class)
class ScalingGroupIT {
  private static final String REGION = "eu-west-1";

  private final String name = "etcd-" + UUID.randomUUID();
  private final FakeTime time = new FakeTime();
  private final AwsCloud cloud;
  private final AutoScalingClient autoScaling;
  private final ScalingGroup group;

  ScalingGroupIT(MotoServer moto) {
    cloud =
        AwsCloud.builder(TestSettings.onAws())
            .environment(moto.environment(REGION))
            .metadata(
                () ->
                    InstanceMetadata.of(
                        Map.of("instance-id", "i-self", "placement/region", REGION)))
            .time(time)
            .build();
    autoScaling = cloud.clients().regional("Auto Scaling", AutoScalingClient.builder());
    group = group(Optional.empty());
  }

  private ScalingGroup group(Optional<Integer> size) {
    return new ScalingGroup(
        name,
        size,
        new ScalingApi(() -> autoScaling, () -> cloud.clients().ec2(), cloud.retry()),
        cloud,
        time,
        () -> member("i-self", "10.0.0.1"),
        UsualMembers::member);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void membersAreTheInstancesInServiceByTheirPrivateAddresses() {
    create(3);

    GroupView view = group.read();

    assertThat(view.isComplete()).isTrue();
    assertThat(view.size()).isEqualTo(3);
    assertThat(view.members())
        .hasSize(3)
        .allSatisfy(
            member -> {
              assertThat(member.name()).startsWith("i-");
              assertThat(member.peerUrl()).isEqualTo("http://" + address(member.name()) + ":2380");
            });
    assertThat(group(Optional.of(5)).read().isComplete()).isFalse();
  }

  @Test
  void groupIsAskedAgainAfterFiveSecondsOnly() {
    create(1);
    assertThat(group.read().size()).isEqualTo(1);
    autoScaling.setDesiredCapacity(r -> r.autoScalingGroupName(name).desiredCapacity(2));

    time.advance(Duration.ofMillis(4_999));
    assertThat(group.read().size()).isEqualTo(1);
    time.advance(Duration.ofMillis(1));

    assertThat(group.read().size()).isEqualTo(2);
  }

  @Test
  void terminatedInstanceOutsideTheGroupIsGoneAndNobodyElse() {
    create(3);
    List<GroupMember> members = group.read().members();
    List<ClusterMember> entries =
        IntStream.range(0, 3).mapToObj(number -> entry(number, members.get(number))).toList();
    assertThat(group.gone(entries)).isEmpty();

    autoScaling.terminateInstanceInAutoScalingGroup(
        r -> r.instanceId(members.get(1).name()).shouldDecrementDesiredCapacity(true));
    time.advance(Duration.ofSeconds(5));

    assertThat(group.gone(entries)).containsExactly(entries.get(1).id());
    // Added, and dead before it started: it has no name, but its address was seen in the group.
    ClusterMember nameless =
        new ClusterMember(new EtcdId(77), "", List.of(members.get(1).peerUrl()), List.of(), true);
    assertThat(group.gone(List.of(nameless))).containsExactly(nameless.id());
  }

  @Test
  void instanceThatRunsOutsideTheGroupIsNotGone() {
    create(2);
    GroupMember detached = group.read().members().get(0);
    autoScaling.detachInstances(
        r ->
            r.autoScalingGroupName(name)
                .instanceIds(detached.name())
                .shouldDecrementDesiredCapacity(true));
    time.advance(Duration.ofSeconds(5));

    assertThat(group.read().members()).doesNotContain(detached);
    assertThat(group.gone(List.of(entry(1, detached)))).isEmpty();
  }

  @Test
  void instanceThatNobodyKnowsIsGoneAfterAnHour() {
    create(1);
    ClusterMember unknown = entry(1, member("i-0123456789abcdef0", "10.9.9.9"));
    ClusterMember stranger = entry(2, member("by-hand", "10.9.9.8"));

    assertThat(group.gone(List.of(unknown, stranger))).isEmpty();
    time.advance(Duration.ofMinutes(59));
    assertThat(group.gone(List.of(unknown, stranger))).isEmpty();
    time.advance(Duration.ofMinutes(1));

    assertThat(group.gone(List.of(unknown, stranger))).containsExactly(unknown.id());
  }

  @Test
  void emptyGroupRemovesNobody() {
    create(1);
    GroupMember only = Iterables.getOnlyElement(group.read().members());
    autoScaling.terminateInstanceInAutoScalingGroup(
        r -> r.instanceId(only.name()).shouldDecrementDesiredCapacity(true));
    time.advance(Duration.ofSeconds(5));

    assertThat(group.read().members()).isEmpty();
    assertThat(group.gone(List.of(entry(1, only)))).isEmpty();
  }

  @Test
  void groupThatNeverWasIsAMistakeAndOneThatVanishedProvesNothing() {
    assertThatThrownBy(group::read)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("found '" + name + "', and there is no such group")
        .hasMessageContaining("--region");
    create(1);
    assertThat(group.read().members()).hasSize(1);
    autoScaling.deleteAutoScalingGroup(r -> r.autoScalingGroupName(name).forceDelete(true));
    time.advance(Duration.ofSeconds(5));

    assertThatThrownBy(group::read)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("nobody is added or removed");
  }

  private void create(int size) {
    cloud
        .clients()
        .ec2()
        .createLaunchTemplate(
            r ->
                r.launchTemplateName(name)
                    .launchTemplateData(
                        data -> data.imageId(MotoServer.IMAGE).instanceType("t3.micro")));
    autoScaling.createAutoScalingGroup(
        r ->
            r.autoScalingGroupName(name)
                .launchTemplate(template -> template.launchTemplateName(name).version("$Latest"))
                .minSize(0)
                .maxSize(5)
                .desiredCapacity(size)
                .availabilityZones(REGION + "a"));
  }

  private String address(String instanceId) {
    return cloud
        .clients()
        .ec2()
        .describeInstances(r -> r.instanceIds(instanceId))
        .reservations()
        .get(0)
        .instances()
        .get(0)
        .privateIpAddress();
  }
}
