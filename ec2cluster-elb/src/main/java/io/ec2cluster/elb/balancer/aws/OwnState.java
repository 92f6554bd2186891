package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads until the state of the own instance is known. Another one of an unknown state is not
 * counted on, which is the safe side. For the own one there is none: taken for out of service it
 * would leave without a turn, taken for in service it would be told to be back too early.
 */
final class OwnState {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final BalancerId id;
  private final String self;
  private final Time time;

  OwnState(BalancerId id, String self, Time time) {
    this.id = id;
    this.self = self;
    this.time = time;
  }

  /**
   * An answer that knows it.
   *
   * @throws EnvironmentException if there is none within half a minute
   */
  List<Target> known(Supplier<List<Seen>> answers) throws InterruptedException {
    long start = time.nanos();
    while (true) {
      List<Seen> answer = answers.get();
      Optional<Seen> unknown =
          answer.stream()
              .filter(seen -> !seen.known() && seen.target().instance().equals(self))
              .findFirst();
      if (unknown.isEmpty()) {
        return answer.stream().map(Seen::target).toList();
      }
      if (time.nanos() - start >= PATIENCE.toNanos()) {
        throw new EnvironmentException(
            "%s does not know the state of this instance: it has answered '%s' for %s for %d s. Nothing was changed by asking; try again later"
                .formatted(
                    id,
                    unknown.get().target().words(),
                    unknown.get().target().membership(),
                    PATIENCE.toSeconds()));
      }
      time.sleep(PAUSE);
    }
  }
}
