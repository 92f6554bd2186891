package io.ec2cluster.elb.restart;

import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.balancer.Target.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A load balancer in memory, which says at once what is. */
final class FakeBalancer implements LoadBalancer {
  final Map<Membership, String> members = new LinkedHashMap<>();
  final Set<Membership> unhealthy = new HashSet<>();
  final Set<String> terminated = new HashSet<>();
  final List<String> acts = new ArrayList<>();
  boolean quiet;
  OptionalLong connections = OptionalLong.empty();
  private final String name;

  FakeBalancer(String name) {
    this.name = name;
  }

  void add(String instance, int... ports) {
    for (int port : ports) {
      members.put(Membership.of(instance, port), instance);
    }
  }

  @Override
  public BalancerId id() {
    return BalancerId.parse("classic/" + name);
  }

  @Override
  public String self() {
    return "i-1";
  }

  @Override
  public List<Target> targets() {
    return members.entrySet().stream()
        .map(
            member ->
                new Target(
                    member.getValue(),
                    member.getKey(),
                    (quiet && member.getValue().equals("i-1"))
                            || unhealthy.contains(member.getKey())
                        ? State.OUT_OF_SERVICE
                        : State.IN_SERVICE,
                    ""))
        .toList();
  }

  @Override
  public Set<String> terminated(Set<String> ids) {
    Set<String> those = new HashSet<>(ids);
    those.retainAll(terminated);
    return those;
  }

  @Override
  public Set<String> forgotten(Set<String> ids) {
    return Set.copyOf(ids);
  }

  @Override
  public Map<String, String> addresses(Set<String> ids) {
    return Map.of();
  }

  @Override
  public void deregister(List<Membership> memberships) {
    acts.add("out " + memberships);
    memberships.forEach(members::remove);
  }

  @Override
  public void register(List<Membership> memberships) {
    acts.add("in " + memberships);
    memberships.forEach(membership -> members.put(membership, "i-1"));
  }

  @Override
  public List<Membership> usual() {
    return List.of(Membership.of("i-1", 80));
  }

  @Override
  public boolean serves(Membership membership) {
    return !quiet;
  }

  @Override
  public Duration drainDelay() {
    return Duration.ofMinutes(5);
  }

  @Override
  public OptionalLong connections() {
    return connections;
  }

  @Override
  public Duration propagation() {
    return Duration.ofSeconds(20);
  }
}
