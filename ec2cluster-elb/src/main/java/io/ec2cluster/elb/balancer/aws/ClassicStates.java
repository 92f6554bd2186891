package io.ec2cluster.elb.balancer.aws;

import com.google.common.base.Ascii;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.balancer.Target.State;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancing.model.InstanceState;

/**
 * What a classic load balancer says of an instance (API reference, InstanceState). While
 * connections drain it says {@code InService}, and only the description tells that the instance is
 * on its way out.
 */
final class ClassicStates {
  private static final String LEAVING = "deregistration currently in progress";
  private static final String LEFT = "not currently registered";
  private static final String ARRIVING = "registration is still in progress";

  private ClassicStates() {}

  /** Empty for an instance that it tells of although it is not in it. */
  static Optional<Seen> read(InstanceState told) {
    String description = text(told.description());
    if (has(description, LEFT)) {
      return Optional.empty();
    }
    State state = state(told, description);
    boolean known =
        state != State.OUT_OF_SERVICE
            || text(told.state()).equals("OutOfService")
            || has(description, ARRIVING);
    return Optional.of(
        new Seen(
            new Target(told.instanceId(), Membership.of(told.instanceId()), state, words(told)),
            known));
  }

  private static State state(InstanceState told, String description) {
    if (has(description, LEAVING)) {
      return State.DRAINING;
    }
    return text(told.state()).equals("InService") ? State.IN_SERVICE : State.OUT_OF_SERVICE;
  }

  private static String words(InstanceState told) {
    String description = text(told.description());
    return description.isEmpty() || description.equals("N/A")
        ? text(told.state())
        : text(told.state()) + ": " + description;
  }

  private static boolean has(String description, String words) {
    return Ascii.toLowerCase(description).contains(words);
  }

  private static String text(@Nullable String told) {
    return told == null ? "" : told;
  }
}
