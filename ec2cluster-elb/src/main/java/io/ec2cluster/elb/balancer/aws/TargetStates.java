package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.elb.balancer.Target.State;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AdministrativeOverride;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetAdministrativeOverrideStateEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/**
 * What the state of a target means (API reference, TargetHealth, AdministrativeOverride).
 *
 * @param state whether it gets requests
 * @param known whether that is known: {@code unavailable} says that it is not
 * @param words the load balancer's own
 */
record TargetStates(State state, boolean known, String words) {
  static TargetStates read(TargetHealthDescription told) {
    @Nullable TargetHealth health = told.targetHealth();
    if (health == null || health.state() == null) {
      return new TargetStates(State.OUT_OF_SERVICE, false, "no state");
    }
    boolean shifted = isShifted(told.administrativeOverride());
    boolean known =
        health.state() != TargetHealthStateEnum.UNAVAILABLE
            && health.state() != TargetHealthStateEnum.UNKNOWN_TO_SDK_VERSION;
    return new TargetStates(state(health.state(), shifted), known, words(health, shifted));
  }

  private static State state(TargetHealthStateEnum told, boolean shifted) {
    return switch (told) {
      case HEALTHY -> shifted ? State.OUT_OF_SERVICE : State.IN_SERVICE;
      case DRAINING, UNHEALTHY_DRAINING -> State.DRAINING;
      default -> State.OUT_OF_SERVICE;
    };
  }

  /** Requests are shifted away from its zone, healthy or not. */
  private static boolean isShifted(@Nullable AdministrativeOverride override) {
    return override != null
        && (override.state() == TargetAdministrativeOverrideStateEnum.ZONAL_SHIFT_ACTIVE
            || override.state()
                == TargetAdministrativeOverrideStateEnum.ZONAL_SHIFT_DELEGATED_TO_DNS);
  }

  private static String words(TargetHealth health, boolean shifted) {
    String reason =
        Stream.of(health.reasonAsString(), health.description())
            .filter(text -> text != null && !text.isEmpty())
            .collect(Collectors.joining(", "));
    return health.stateAsString()
        + (reason.isEmpty() ? "" : ": " + reason)
        + (shifted ? " (zonal shift)" : "");
  }
}
