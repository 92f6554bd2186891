package io.ec2cluster.etcd;

import static io.ec2cluster.etcd.UsualMembers.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.coordination.Coordination;
import io.ec2cluster.coordination.Lease;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.etcd.group.LifecycleHooks;
import io.ec2cluster.etcd.group.LifecycleHooks.Transition;
import io.ec2cluster.etcd.group.ScalingApi;
import io.ec2cluster.etcd.group.ScalingGroup;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.PolicyLink;
import io.ec2cluster.testing.standin.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;

/**
 * The policy of the documentation: enough, and nothing in it is superfluous. Before moto a link
 * holds every request against it; the two calls that moto does not know go to the group's stand-in.
 */
@ExtendWith(MotoExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EtcdPolicyIT {
  private static final String REGION = "eu-west-1";
  private static final Set<String> UNKNOWN_TO_MOTO =
      Set.of("autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat");

  private final MotoServer moto;
  private final String table = "ec2cluster-" + UUID.randomUUID();
  private final String groupName = "etcd-" + UUID.randomUUID();
  private IamPolicy policy = new IamPolicy(List.of());
  private ClusterSettings settings = TestSettings.onAws();
  private final String zoneName = UUID.randomUUID() + ".example.org";
  private int names;

  EtcdPolicyIT(MotoServer moto) {
    this.moto = moto;
  }

  private static IamPolicy policy(String table, String zoneId) throws IOException {
    return IamPolicy.read(
        Path.of("..", "docs", "iam", "etcd.json"),
        Map.of(
            "REGION", REGION,
            "ACCOUNT", "123456789012",
            "GROUP", GroupStandIn.NAME,
            "TABLE", table,
            "ZONE", zoneId));
  }

  @BeforeAll
  void prepare(@TempDir Path directory) throws IOException, InterruptedException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(
        file,
        """
        cluster: maindb
        cloud: aws
        coordination: {provider: dynamodb, table: %s}
        dns: {zone: %s}
        aws: {retry-deadline: 5s}
        """
            .formatted(table, zoneName));
    settings =
        Configuration.load(
                Optional.of(file),
                ConfigurationScope.of(Map.of(), Map.of("etcd", EtcdSettings.class)))
            .cluster();
    try (AwsCloud admin = cloud(moto.environment(REGION))) {
      admin.dynamoDb().create(Duration.ofMinutes(1), Time.system());
      String zoneId =
          admin
              .clients()
              .route53()
              .createHostedZone(r -> r.name(zoneName).callerReference(table))
              .hostedZone()
              .id()
              .replace("/hostedzone/", "");
      policy = policy(table, zoneId);
      admin
          .clients()
          .ec2()
          .createLaunchTemplate(
              r ->
                  r.launchTemplateName(groupName)
                      .launchTemplateData(
                          data -> data.imageId(MotoServer.IMAGE).instanceType("t3.micro")));
      admin
          .clients()
          .regional("Auto Scaling", AutoScalingClient.builder())
          .createAutoScalingGroup(
              r ->
                  r.autoScalingGroupName(groupName)
                      .launchTemplate(t -> t.launchTemplateName(groupName).version("$Latest"))
                      .minSize(1)
                      .maxSize(1)
                      .availabilityZones(REGION + "a"));
    }
  }

  private AwsCloud cloud(Map<String, String> environment) {
    return AwsCloud.builder(settings)
        .environment(environment)
        .metadata(
            () -> InstanceMetadata.of(Map.of("instance-id", "i-1", "placement/region", REGION)))
        .build();
  }

  private static ScalingGroup group(AwsCloud cloud, String name) {
    return new ScalingGroup(
        name,
        Optional.empty(),
        new ScalingApi(
            () -> cloud.clients().regional("Auto Scaling", AutoScalingClient.builder()),
            () -> cloud.clients().ec2(),
            cloud.retry()),
        cloud,
        Time.system(),
        () -> member("i-1", "10.0.0.1"),
        UsualMembers::member);
  }

  /** What a node does of each service's. */
  private void work(AwsCloud cloud) throws InterruptedException {
    assertThat(group(cloud, groupName).read().members()).hasSize(1);
    assertThat(group(cloud, groupName).hooks().find(Transition.TERMINATING)).isEmpty();
    Coordination coordination = new Coordination(cloud.records(), Time.system(), new Random(1));
    names++;
    coordination.records().create(RecordKey.of("etcd", "maindb", "founding-" + names), "one");
    try (Lease lease =
        coordination
            .leases()
            .acquire(
                RecordKey.of("etcd", "maindb", "join-" + names),
                "i-1",
                Duration.ofSeconds(10),
                Duration.ZERO)
            .orElseThrow()) {
      lease.requireHeld();
    }
    DnsName name = DnsName.of("member" + names + "." + zoneName);
    RecordSet set = RecordSet.pointing(name, Duration.ofSeconds(60), "10.0.0.1");
    assertThat(cloud.zone().list(name)).isEmpty();
    cloud.zone().apply(ChangeBatch.commented("a test").create(set).build());
  }

  @Test
  void policyIsEnough() throws InterruptedException {
    try (PolicyLink link = new PolicyLink(moto, policy, REGION);
        AwsCloud cloud = cloud(link.environment())) {
      work(cloud);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeLifecycleHooks",
        "ec2:DescribeInstances",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "route53:ListHostedZonesByName",
        "route53:ListResourceRecordSets",
        "route53:ChangeResourceRecordSets"
      })
  void actionThatIsMissingIsNamed(String action) {
    assertThat(policy.actions()).contains(action);
    try (PolicyLink link = new PolicyLink(moto, policy.without(action), REGION);
        AwsCloud cloud = cloud(link.environment())) {
      assertThatThrownBy(() -> work(cloud))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("permission " + action + " on ");
    }
  }

  @Test
  void hooksNeedTheTwoActionsThatMotoDoesNotKnowOnTheGroupAlone() {
    try (GroupStandIn standIn = new GroupStandIn();
        AwsCloud cloud = cloud(standIn.environment())) {
      standIn.launch("i-1", "10.0.0.1");
      standIn.terminate("i-1");
      LifecycleHooks hooks = group(cloud, GroupStandIn.NAME).hooks();
      LifecycleHooks.Hook hook = hooks.find(Transition.TERMINATING).get(0);
      standIn.fail("RecordLifecycleActionHeartbeat", "denied");
      standIn.fail("CompleteLifecycleAction", "denied");

      assertThatThrownBy(() -> hooks.prolong(hook))
          .hasMessageContaining("permission autoscaling:RecordLifecycleActionHeartbeat on ");
      assertThatThrownBy(() -> hooks.complete(hook))
          .hasMessageContaining("permission autoscaling:CompleteLifecycleAction on ");
    }
    String groups = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:0-0:";
    for (String action : UNKNOWN_TO_MOTO) {
      assertThat(
              policy.allows(
                  action, groups + "autoScalingGroupName/" + GroupStandIn.NAME, List.of()))
          .isTrue();
      assertThat(policy.allows(action, groups + "autoScalingGroupName/other", List.of())).isFalse();
    }
  }

  @Test
  void everyActionIsTried() {
    Set<String> tried = new TreeSet<>(UNKNOWN_TO_MOTO);
    tried.addAll(
        List.of(
            "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:DescribeLifecycleHooks",
            "ec2:DescribeInstances",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "route53:ListHostedZonesByName",
            "route53:ListResourceRecordSets",
            "route53:ChangeResourceRecordSets"));

    assertThat(policy.actions()).isEqualTo(tried);
  }
}
