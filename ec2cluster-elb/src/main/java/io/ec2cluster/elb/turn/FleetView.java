package io.ec2cluster.elb.turn;

import com.google.common.collect.Sets;
import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.ledger.Ledger;
import java.util.Set;

/**
 * What a load balancer answered about its instances, and what the group and EC2 add to it.
 *
 * @param registered all instances in its answer, in whatever state
 * @param inService those that it sends requests to
 * @param terminated those listed that are proven to be terminated; not found is no proof
 * @param atLeast how large the fleet is at least: the group's desired capacity, or the running
 *     instances with the fleet's tags; 0 if neither is known
 */
public record FleetView(
    Set<String> registered, Set<String> inService, Set<String> terminated, long atLeast) {
  /** Copies. */
  public FleetView {
    registered = Set.copyOf(registered);
    inService = Set.copyOf(inService);
    terminated = Set.copyOf(terminated);
  }

  /** The same, with one more in service. */
  public FleetView withInService(String instance) {
    return new FleetView(registered, Sets.union(inService, Set.of(instance)), terminated, atLeast);
  }

  /** How large the fleet is, those who are out for a restart included. */
  public long size(Ledger ledger) {
    long onlyListed =
        ledger.out().stream().filter(entry -> !registered.contains(entry.id())).count();
    return Math.max(atLeast, registered.size() + onlyListed);
  }

  /** How many are in service that are not about to leave, or have not left for the answer yet. */
  public long inService(Ledger ledger) {
    return inService.size()
        - ledger.out().stream().map(Entry::id).filter(inService::contains).count();
  }
}
