package io.ec2cluster.etcd.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.PolicyLink;
import io.ec2cluster.testing.standin.TestSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documentation's policy for several regions: enough, and nothing in it is superfluous. */
@ExtendWith(MotoExtension.class)
class RegionsPolicyIT {
  private static final String REGION = "eu-west-1";

  private final String groupId;
  private final String otherId;
  private final PolicyLink link;
  private final AwsCloud cloud;

  RegionsPolicyIT(MotoServer moto) throws IOException {
    try (AwsCloud admin = cloud(moto.environment(REGION))) {
      String vpc = admin.clients().ec2().describeVpcs().vpcs().get(0).vpcId();
      groupId = create(admin, vpc);
      otherId = create(admin, vpc);
    }
    this.link = new PolicyLink(moto, policy(), REGION);
    this.cloud = cloud(link.environment());
  }

  private static String create(AwsCloud admin, String vpc) {
    String name = "etcd-" + UUID.randomUUID();
    return admin
        .clients()
        .ec2()
        .createSecurityGroup(r -> r.groupName(name).description("of the test").vpcId(vpc))
        .groupId();
  }

  private static AwsCloud cloud(Map<String, String> environment) {
    return AwsCloud.builder(TestSettings.onAws())
        .environment(environment)
        .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-self")))
        .time(new FakeTime())
        .build();
  }

  private IamPolicy policy() throws IOException {
    return IamPolicy.read(
        Path.of("..", "docs", "iam", "etcd-regions.json"),
        Map.of("REGION", REGION, "ACCOUNT", "123456789012", "SECURITYGROUP", groupId));
  }

  @AfterEach
  void close() {
    cloud.close();
    link.close();
  }

  /** One member of another region comes and goes. */
  private void work(String id) {
    SecurityGroup group =
        new SecurityGroup(
            () -> cloud.clients().ec2(), cloud.retry(), () -> "i-self", Optional.of(id));
    assertThat(group.openings("maindb")).isEmpty();
    group.open(new Opening("maindb", "i-other", "eu-central-1", "203.0.113.7/32", 2380));
    Map<String, Opening> opened = group.openings("maindb");
    assertThat(opened).hasSize(1);
    opened.keySet().forEach(group::close);
    assertThat(group.openings("maindb")).isEmpty();
  }

  @Test
  void policyIsEnough() {
    work(groupId);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ec2:DescribeSecurityGroupRules",
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:RevokeSecurityGroupIngress"
      })
  void actionThatIsMissingIsNamed(String action) throws IOException {
    assertThat(policy().actions()).hasSize(3);
    link.enforce(policy().without(action));

    assertThatThrownBy(() -> work(groupId))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("permission " + action + " on ");
  }

  @Test
  void anotherSecurityGroupIsNotOpened() {
    assertThatThrownBy(() -> work(otherId))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("permission ec2:AuthorizeSecurityGroupIngress on ");
  }
}
