package io.ec2cluster.elb.restart;

import com.google.common.collect.ImmutableSortedMap;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.Membership;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How an instance was in its load balancers before it was taken out: what is put back.
 *
 * @param memberships by load balancer, none of them empty
 * @param standby the Auto Scaling group in which it was put into standby, or was about to be
 */
public record Intent(Map<BalancerId, List<Membership>> memberships, Optional<String> standby) {
  /** Nothing is to be put back. */
  public static final Intent NOTHING = new Intent(Map.of(), Optional.empty());

  /** Copies. */
  public Intent {
    memberships = ImmutableSortedMap.copyOf(memberships);
  }

  /** How it was in one of them; empty where that is not known. */
  public List<Membership> of(BalancerId balancer) {
    return memberships.getOrDefault(balancer, List.of());
  }

  /** With one more, which replaces what was said of it; empty memberships change nothing. */
  public Intent with(BalancerId balancer, List<Membership> as) {
    if (as.isEmpty()) {
      return this;
    }
    Map<BalancerId, List<Membership>> all = new TreeMap<>(memberships);
    all.put(balancer, List.copyOf(as));
    return new Intent(all, standby);
  }

  /** The same with the standby in a group that is to be ended. */
  public Intent inStandby(Optional<String> group) {
    return new Intent(memberships, group);
  }
}
