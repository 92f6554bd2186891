package io.ec2cluster.elb.turn;

import java.time.Duration;
import java.util.List;

/**
 * What a course keeps to.
 *
 * @param selves the ids by which its load balancers know the instance, in an order of the load
 *     balancers that is the same for all instances
 * @param rules who may leave
 * @param propagation how old an answer of a load balancer may be: until then it may show what was
 *     before a change
 * @param fresh how old an answer may be when the instance is taken out by it
 * @param poll the pause between two looks while it waits
 * @param patience how long it waits for a turn
 * @param registerTimeout how long it waits to be in service again
 */
public record CourseTerms(
    List<String> selves,
    TurnRules rules,
    Duration propagation,
    Duration fresh,
    Duration poll,
    Duration patience,
    Duration registerTimeout) {
  /** Of how many polls each by one behind it a waiter may leave its turn untaken. */
  static final int UNTAKEN = 3;

  /** Refuses what could never end. */
  public CourseTerms {
    selves = List.copyOf(selves);
    if (selves.isEmpty() || poll.isNegative() || propagation.isNegative()) {
      throw new IllegalArgumentException(
          "%d load balancers, poll %s, propagation %s: expected 1 or more, and nothing negative"
              .formatted(selves.size(), poll, propagation));
    }
  }

  /** How many load balancers it is in. */
  int loadBalancers() {
    return selves.size();
  }

  /** The id by which one of them knows the instance. */
  String self(int at) {
    return selves.get(at);
  }
}
