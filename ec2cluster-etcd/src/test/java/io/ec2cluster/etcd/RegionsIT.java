package io.ec2cluster.etcd;

import static io.ec2cluster.etcd.UsualMembers.entry;
import static io.ec2cluster.etcd.UsualMembers.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import io.ec2cluster.etcd.group.OneRegion;
import io.ec2cluster.etcd.group.RegionalInstances;
import io.ec2cluster.etcd.group.ScalingApi;
import io.ec2cluster.etcd.group.ScalingGroup;
import io.ec2cluster.etcd.group.ScalingQuery;
import io.ec2cluster.etcd.regions.PeerAccess;
import io.ec2cluster.etcd.regions.SecurityGroup;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/** Stacks and several regions over the real SDK and moto's Auto Scaling and EC2. */
@ExtendWith(MotoExtension.class)
class RegionsIT {
  private static final String HOME = "eu-west-1";
  private static final String AWAY = "eu-central-1";

  private final String stack = "etcd-" + UUID.randomUUID();
  private final FakeTime time = new FakeTime();
  private final AwsCloud cloud;
  private final Map<String, AutoScalingClient> scaling = new LinkedHashMap<>();
  private final Map<String, Ec2Client> ec2 = new LinkedHashMap<>();
  private final Map<String, ScalingApi> apis = new LinkedHashMap<>();
  private final List<String> said = new ArrayList<>();

  RegionsIT(MotoServer moto) {
    cloud =
        AwsCloud.builder(TestSettings.onAws())
            .environment(moto.environment(HOME))
            .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-self")))
            .time(time)
            .build();
    for (String region : List.of(HOME, AWAY)) {
      AutoScalingClient groups =
          cloud.clients().regional("Auto Scaling", AutoScalingClient.builder(), region, "test");
      Ec2Client instances = cloud.clients().regional("EC2", Ec2Client.builder(), region, "test");
      scaling.put(region, groups);
      ec2.put(region, instances);
      apis.put(region, new ScalingApi(() -> groups, () -> instances, cloud.retry()));
    }
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private AutoScalingClient scaling(String region) {
    return Optional.ofNullable(scaling.get(region)).orElseThrow();
  }

  private Ec2Client ec2(String region) {
    return Optional.ofNullable(ec2.get(region)).orElseThrow();
  }

  private ScalingApi api(String region) {
    return Optional.ofNullable(apis.get(region)).orElseThrow();
  }

  private ScalingGroup regional(Optional<PeerAccess> access) {
    return new ScalingGroup(
        new RegionalInstances(new ScalingQuery.OfStack(stack), apis, access),
        Optional.empty(),
        time,
        () -> member("i-self", "self"),
        UsualMembers::member);
  }

  private void create(String region, String name, int size, Tag... tags) {
    ec2(region)
        .createLaunchTemplate(
            r ->
                r.launchTemplateName(name)
                    .launchTemplateData(
                        data -> data.imageId(MotoServer.IMAGE).instanceType("t3.micro")));
    scaling(region)
        .createAutoScalingGroup(
            r ->
                r.autoScalingGroupName(name)
                    .launchTemplate(
                        template -> template.launchTemplateName(name).version("$Latest"))
                    .minSize(0)
                    .maxSize(5)
                    .desiredCapacity(size)
                    .tags(tags)
                    .availabilityZones(region + "a"));
  }

  private Tag ofStack(String name) {
    return Tag.builder()
        .key("aws:cloudformation:stack-name")
        .value(name)
        .propagateAtLaunch(true)
        .build();
  }

  private Instance instance(String region, String id) {
    return ec2(region)
        .describeInstances(r -> r.instanceIds(id))
        .reservations()
        .get(0)
        .instances()
        .get(0);
  }

  private boolean isIn(String region, GroupMember one) {
    return !api(region).states(List.of(one.name())).isEmpty();
  }

  @Test
  void allGroupsOfAStackAreOneAndOthersAreNot() {
    create(HOME, stack + "-a", 2, ofStack(stack));
    create(HOME, stack + "-b", 1, ofStack(stack));
    create(HOME, stack + "-c", 1, ofStack(stack + "-other"));
    ScalingGroup group =
        new ScalingGroup(
            new OneRegion(new ScalingQuery.OfStack(stack), api(HOME), cloud),
            Optional.empty(),
            time,
            () -> member("i-self", "self"),
            UsualMembers::member);

    GroupView view = group.read();

    assertThat(view.size()).isEqualTo(3);
    assertThat(view.members()).hasSize(3);
    assertThat(view.members())
        .allSatisfy(
            one ->
                assertThat(one.peerUrl()).contains(instance(HOME, one.name()).privateIpAddress()));
  }

  @Test
  void aStackThatIsNotThereIsAMistake() {
    ScalingGroup group =
        new ScalingGroup(
            new OneRegion(new ScalingQuery.OfStack(stack), api(HOME), cloud),
            Optional.empty(),
            time,
            () -> member("i-self", "self"),
            UsualMembers::member);

    assertThatThrownBy(group::read)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("etcd: group: stack: found '" + stack + "'");
    assertThatThrownBy(() -> regional(Optional.empty()).read())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("[eu-west-1, eu-central-1]");
  }

  @Test
  void membersOfAllRegionsAreListedByTheirPublicNames() {
    create(HOME, stack, 2, ofStack(stack));
    create(AWAY, stack, 1, ofStack(stack));

    GroupView view = regional(Optional.empty()).read();

    assertThat(view.size()).isEqualTo(3);
    List<String> names =
        IntStream.range(0, 3).mapToObj(i -> view.members().get(i).peerUrl()).toList();
    assertThat(names).hasSize(3).allMatch(url -> url.matches("http://ec2-.*amazonaws.com:2380"));
    assertThat(view.members()).filteredOn(one -> isIn(AWAY, one)).hasSize(1);
  }

  @Test
  void whoIsTerminatedInAnotherRegionIsGoneAndAVanishedGroupProvesNothing() {
    create(HOME, stack, 1, ofStack(stack));
    create(AWAY, stack, 2, ofStack(stack));
    ScalingGroup group = regional(Optional.empty());
    List<GroupMember> members = group.read().members();
    List<ClusterMember> entries =
        IntStream.range(0, 3).mapToObj(i -> entry(i + 1, members.get(i))).toList();
    assertThat(group.gone(entries)).isEmpty();
    GroupMember lost = members.stream().filter(one -> isIn(AWAY, one)).findFirst().orElseThrow();

    scaling(AWAY)
        .terminateInstanceInAutoScalingGroup(
            r -> r.instanceId(lost.name()).shouldDecrementDesiredCapacity(true));
    time.advance(Duration.ofSeconds(5));
    assertThat(group.gone(entries)).containsExactly(new EtcdId(members.indexOf(lost) + 1L));

    scaling(AWAY).deleteAutoScalingGroup(r -> r.autoScalingGroupName(stack).forceDelete(true));
    time.advance(Duration.ofSeconds(5));
    assertThatThrownBy(() -> group.gone(entries))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("nobody is added or removed");
  }

  @Test
  void theOtherRegionsMembersAreLetInAndNoLongerWhenTheyAreGone() {
    create(HOME, stack, 1, ofStack(stack));
    create(AWAY, stack, 2, ofStack(stack));
    String self =
        regional(Optional.empty()).read().members().stream()
            .filter(one -> isIn(HOME, one))
            .findFirst()
            .orElseThrow()
            .name();
    Instance here = instance(HOME, self);
    String groupId =
        ec2(HOME)
            .createSecurityGroup(
                r -> r.groupName(stack).description("of the test").vpcId(here.vpcId()))
            .groupId();
    ec2(HOME).modifyInstanceAttribute(r -> r.instanceId(self).groups(groupId));
    PeerAccess access =
        new PeerAccess(
            new PeerAccess.Node(
                "maindb",
                self,
                HOME,
                here.publicDnsName(),
                List.of(2380, 2379),
                Duration.ofMinutes(5)),
            new SecurityGroup(() -> ec2(HOME), cloud.retry(), () -> self, Optional.empty()),
            time,
            said::add);
    ScalingGroup group = regional(Optional.of(access));

    GroupView view = group.read();
    assertThat(cidrs(groupId)).hasSize(4).doesNotContain(here.publicIpAddress() + "/32");

    GroupMember lost =
        view.members().stream().filter(one -> isIn(AWAY, one)).findFirst().orElseThrow();
    String address = instance(AWAY, lost.name()).publicIpAddress();
    assertThat(cidrs(groupId)).filteredOn((address + "/32")::equals).hasSize(2);
    scaling(AWAY)
        .terminateInstanceInAutoScalingGroup(
            r -> r.instanceId(lost.name()).shouldDecrementDesiredCapacity(true));
    for (int i = 0; i < 90; i++) {
      time.advance(Duration.ofSeconds(5));
      group.read();
    }

    assertThat(cidrs(groupId)).hasSize(2).doesNotContain(address + "/32");
  }

  private List<String> cidrs(String groupId) {
    Filter byGroup = Filter.builder().name("group-id").values(groupId).build();
    return ec2(HOME)
        .describeSecurityGroupRules(r -> r.filters(byGroup))
        .securityGroupRules()
        .stream()
        .filter(rule -> !rule.isEgress())
        .filter(rule -> String.valueOf(rule.description()).startsWith("ec2cluster etcd=maindb"))
        .map(SecurityGroupRule::cidrIpv4)
        .toList();
  }
}
