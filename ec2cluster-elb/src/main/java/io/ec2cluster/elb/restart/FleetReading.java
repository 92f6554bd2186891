package io.ec2cluster.elb.restart;

import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.balancer.Target.State;
import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.ledger.Ledger;
import io.ec2cluster.elb.turn.FleetView;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A load balancer's answer in the terms of the rules. An instance with several ports counts as in
 * service where all of them are. This instance counts already where one of them is, when it is
 * asked whether it may leave: what that one serves is taken away.
 */
public final class FleetReading {
  /** Well more than the hour for which EC2 knows a terminated instance, and than clocks differ. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(3);

  private final LoadBalancer balancer;
  private final String self;
  private final List<Target> targets;

  private FleetReading(LoadBalancer balancer, List<Target> targets) {
    this.balancer = balancer;
    this.self = balancer.self();
    this.targets = targets;
  }

  /** Asks it. */
  public static FleetReading of(LoadBalancer balancer) throws InterruptedException {
    return new FleetReading(balancer, balancer.targets());
  }

  /** How this instance is in it. */
  public List<Membership> own() {
    return targets.stream()
        .filter(target -> target.instance().equals(self))
        .map(Target::membership)
        .toList();
  }

  /** Whether this instance gets requests by any of its ports. */
  public boolean isServing() {
    return targets.stream()
        .anyMatch(target -> target.instance().equals(self) && target.state() == State.IN_SERVICE);
  }

  /**
   * How this instance is to be put back: as it is now while it serves. Else as it was written down
   * by whoever took it out, because the load balancer may show what that did to it.
   */
  public Intent into(Intent earlier) throws InterruptedException {
    boolean known = !earlier.of(balancer.id()).isEmpty();
    if (known && !isServing()) {
      return earlier;
    }
    return earlier.with(balancer.id(), own().isEmpty() ? balancer.usual() : own());
  }

  /** Its answer itself. */
  public List<Target> targets() {
    return targets;
  }

  /**
   * For the rules.
   *
   * @param ledger whose entries are to be known as terminated, if they are
   * @param atLeast how large the fleet is at least
   * @param now the wall clock, in seconds
   * @param whole whether this instance too has to be in service with all its ports
   */
  public FleetView view(Ledger ledger, long atLeast, long now, boolean whole)
      throws InterruptedException {
    Map<String, Set<State>> states = new LinkedHashMap<>();
    for (Target target : targets) {
      states.computeIfAbsent(target.instance(), id -> new HashSet<>()).add(target.state());
    }
    Set<String> inService =
        states.entrySet().stream()
            .filter(entry -> isInService(entry.getKey(), entry.getValue(), whole))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return new FleetView(states.keySet(), inService, gone(ledger, states.keySet(), now), atLeast);
  }

  /** Who is listed, is not here, and is proven to be no more. */
  private Set<String> gone(Ledger ledger, Set<String> here, long now) throws InterruptedException {
    Set<String> missing = new HashSet<>();
    Set<String> listedLong = new HashSet<>();
    for (Entry entry : ledger.entries()) {
      if (!here.contains(entry.id())) {
        missing.add(entry.id());
        if (now - entry.since() > FORGOTTEN_AFTER.toSeconds()) {
          listedLong.add(entry.id());
        }
      }
    }
    if (missing.isEmpty()) {
      return Set.of();
    }
    Set<String> gone = new HashSet<>(balancer.terminated(missing));
    listedLong.removeAll(gone);
    if (!listedLong.isEmpty()) {
      gone.addAll(balancer.forgotten(listedLong));
    }
    return gone;
  }

  private boolean isInService(String instance, Set<State> states, boolean whole) {
    if (!instance.equals(self)) {
      return states.equals(Set.of(State.IN_SERVICE));
    }
    // What it had before may drain on beside what it was put in with.
    return states.contains(State.IN_SERVICE) && !(whole && states.contains(State.OUT_OF_SERVICE));
  }
}
