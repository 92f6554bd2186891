package io.ec2cluster.elb.balancer.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.elb.balancer.Target.State;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.elasticloadbalancing.model.InstanceState;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

class StatesTest {
  @ParameterizedTest
  @CsvSource({
    "healthy, IN_SERVICE, true",
    "draining, DRAINING, true",
    "unhealthy.draining, DRAINING, true",
    "initial, OUT_OF_SERVICE, true",
    "unhealthy, OUT_OF_SERVICE, true",
    "unused, OUT_OF_SERVICE, true",
    "unavailable, OUT_OF_SERVICE, false",
    "of next year, OUT_OF_SERVICE, false"
  })
  void statesOfTargets(String told, State state, boolean known) {
    TargetStates read =
        TargetStates.read(
            TargetHealthDescription.builder().targetHealth(health -> health.state(told)).build());

    assertThat(read).isEqualTo(new TargetStates(state, known, told));
  }

  @Test
  void everyStateOfTheSdkIsOneOfThem() {
    assertThat(EnumSet.complementOf(EnumSet.of(TargetHealthStateEnum.UNKNOWN_TO_SDK_VERSION)))
        .extracting(TargetHealthStateEnum::toString)
        .containsExactlyInAnyOrder(
            "healthy",
            "draining",
            "unhealthy.draining",
            "initial",
            "unhealthy",
            "unused",
            "unavailable");
  }

  @ParameterizedTest
  @CsvSource({
    "no_override, IN_SERVICE, healthy",
    "zonal_shift_active, OUT_OF_SERVICE, healthy (zonal shift)",
    "zonal_shift_delegated_to_dns, OUT_OF_SERVICE, healthy (zonal shift)"
  })
  void healthyInAZoneThatRequestsAreShiftedAwayFromIsNotInService(
      String override, State state, String words) {
    TargetStates read =
        TargetStates.read(
            TargetHealthDescription.builder()
                .targetHealth(health -> health.state("healthy"))
                .administrativeOverride(one -> one.state(override))
                .build());

    assertThat(read).isEqualTo(new TargetStates(state, true, words));
  }

  @Test
  void anAnswerWithoutAStateIsUnknown() {
    assertThat(TargetStates.read(TargetHealthDescription.builder().build()).known()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "InService | N/A | IN_SERVICE | true",
        "InService | Instance deregistration currently in progress. | DRAINING | true",
        "OutOfService | Instance deregistration currently in progress. | DRAINING | true",
        "OutOfService | Instance has failed at least the UnhealthyThreshold number of health checks consecutively. | OUT_OF_SERVICE | true",
        "OutOfService | Instance registration is still in progress. | OUT_OF_SERVICE | true",
        "Unknown | Instance registration is still in progress. | OUT_OF_SERVICE | true",
        "Unknown | A transient error occurred. Please try again later. | OUT_OF_SERVICE | false",
        "Unknown | N/A | OUT_OF_SERVICE | false"
      })
  void statesOfInstances(String told, String description, State state, boolean known) {
    Seen seen =
        ClassicStates.read(
                InstanceState.builder()
                    .instanceId("i-1")
                    .state(told)
                    .description(description)
                    .build())
            .orElseThrow();

    assertThat(seen.target().state()).isEqualTo(state);
    assertThat(seen.known()).isEqualTo(known);
    assertThat(seen.target().words()).startsWith(told);
  }

  @Test
  void anInstanceThatIsToldThoughItIsNotRegisteredIsNoMember() {
    assertThat(
            ClassicStates.read(
                InstanceState.builder()
                    .instanceId("i-1")
                    .state("OutOfService")
                    .description("Instance is not currently registered with the LoadBalancer.")
                    .build()))
        .isEmpty();
  }
}
