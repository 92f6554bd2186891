package io.ec2cluster.elb.balancer;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One way in which an instance is in a load balancer: what is written down before it is taken out,
 * and put back.
 *
 * @param target the id or address under which it is registered
 * @param port its port, where the load balancer keeps one per member
 * @param detail what else has to be put back, in the load balancer's own words: the availability
 *     zone that an address outside the network was registered with; HAProxy's administrative state
 *     and weight
 */
public record Membership(String target, OptionalInt port, Optional<String> detail) {
  /** Under an id alone. */
  public static Membership of(String target) {
    return new Membership(target, OptionalInt.empty(), Optional.empty());
  }

  /** At a port. */
  public static Membership of(String target, int port) {
    return new Membership(target, OptionalInt.of(port), Optional.empty());
  }

  @Override
  public String toString() {
    return target
        + (port.isPresent() ? ":" + port.getAsInt() : "")
        + detail.map(in -> " (" + in + ")").orElse("");
  }
}
