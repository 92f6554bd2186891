package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.etcd.group.ScalingApi;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.StandInRequest;
import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.StandInServer;
import io.ec2cluster.testing.standin.TestSettings;
import io.ec2cluster.testing.standin.Xml;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;

/** States of a life in a group that moto does not know, over the real SDK and HTTP. */
class ScalingApiIT {
  private static final String NAMESPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/";

  private final StandInServer server = StandInServer.start(0, this::answer);
  private final AwsCloud cloud =
      AwsCloud.builder(TestSettings.onAws())
          .environment(
              Map.of(
                  "AWS_ENDPOINT_URL_AUTO_SCALING", server.endpoint().toString(),
                  "AWS_REGION", "eu-west-1",
                  "AWS_ACCESS_KEY_ID", "test",
                  "AWS_SECRET_ACCESS_KEY", "test"))
          .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-self")))
          .time(new FakeTime())
          .build();
  private final ScalingApi api =
      new ScalingApi(
          () -> cloud.clients().regional("Auto Scaling", AutoScalingClient.builder()),
          () -> cloud.clients().ec2(),
          cloud.retry());
  private boolean denied;

  @AfterEach
  void close() {
    cloud.close();
    server.close();
  }

  @Test
  void presentIsWhoIsInServiceOrWaitsInItsLaunchHook() {
    ScalingApi.State state = api.find("etcd").orElseThrow();

    assertThat(state.desired()).isEqualTo(5);
    assertThat(state.instances()).hasSize(LifecycleState.knownValues().size());
    assertThat(state.present()).containsExactlyInAnyOrder("i-InService", "i-Pending-Wait");
  }

  @Test
  void missingPermissionIsNamed() {
    denied = true;

    assertThatThrownBy(() -> api.find("etcd"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("describe the Auto Scaling group etcd")
        .hasMessageContaining("permission autoscaling:DescribeAutoScalingGroups");
  }

  /** One instance in each state there is. */
  private Optional<StandInResponse> answer(StandInRequest request) {
    Map<String, String> form = request.form();
    assertThat(form)
        .containsEntry("Action", "DescribeAutoScalingGroups")
        .containsEntry("AutoScalingGroupNames.member.1", "etcd");
    if (denied) {
      return Optional.of(
          new StandInResponse(
              403,
              Xml.document(
                  "ErrorResponse",
                  NAMESPACE,
                  root ->
                      root.nested(
                          "Error",
                          error ->
                              error
                                  .element("Type", "Sender")
                                  .element("Code", "AccessDenied")
                                  .element("Message", "not allowed")))));
    }
    return Optional.of(
        new StandInResponse(
            200,
            Xml.document(
                "DescribeAutoScalingGroupsResponse",
                NAMESPACE,
                root ->
                    root.nested(
                        "DescribeAutoScalingGroupsResult",
                        result ->
                            result.nested(
                                "AutoScalingGroups",
                                groups -> groups.nested("member", ScalingApiIT::group))))));
  }

  private static void group(Xml group) {
    group
        .element("AutoScalingGroupName", "etcd")
        .element("DesiredCapacity", 5)
        .nested(
            "Instances",
            instances ->
                LifecycleState.knownValues()
                    .forEach(
                        state ->
                            instances.nested(
                                "member",
                                instance ->
                                    instance
                                        .element(
                                            "InstanceId", "i-" + state.toString().replace(':', '-'))
                                        .element("LifecycleState", state))));
  }
}
