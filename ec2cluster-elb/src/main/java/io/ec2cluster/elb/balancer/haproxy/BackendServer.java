package io.ec2cluster.elb.balancer.haproxy;

import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.balancer.Target.State;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A server of a backend.
 *
 * @param state what {@code show servers state} says of it
 * @param statistics what {@code show stat} says of it
 */
record BackendServer(ServerState state, ServerStatistics statistics) {
  String name() {
    return state.name();
  }

  String address() {
    return state.address();
  }

  boolean hasAddress() {
    return state.hasAddress();
  }

  boolean isBackup() {
    return statistics.backup();
  }

  long connections() {
    return statistics.sessions() + statistics.queued();
  }

  Membership membership() {
    return new Membership(
        name(),
        state.port() == 0 ? OptionalInt.empty() : OptionalInt.of(state.port()),
        Optional.of(new ServerDetail(state.ordered(), OptionalInt.of(state.weight())).toString()));
  }

  Target target(String instance) {
    return new Target(instance, membership(), state.serves(), words());
  }

  /** Its status, with the reason where that does not say it. */
  private String words() {
    String more = "";
    if (state.weight() == 0 && state.serves() != State.OUT_OF_SERVICE) {
      more = ", weight 0";
    } else if (state.isDown() && !statistics.check().isEmpty()) {
      more = ", " + statistics.check();
    }
    return statistics.status() + more;
  }
}
