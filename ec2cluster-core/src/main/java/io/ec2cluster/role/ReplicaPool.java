package io.ec2cluster.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The replica pool: weighted record sets of one name, one per replica, told apart by the instance
 * id.
 */
public final class ReplicaPool {
  private final HostedZone zone;
  private final DnsName name;
  private final Duration ttl;
  private final int weight;

  /**
   * The pool of a name.
   *
   * @param weight the weight of a member that joins, 0 to 255
   */
  public ReplicaPool(HostedZone zone, DnsName name, Duration ttl, int weight) {
    this.zone = zone;
    this.name = name;
    this.ttl = ttl;
    this.weight = weight;
  }

  /** The pool's record sets as the zone holds them. */
  public List<RecordSet> members() {
    return zone.list(name).stream().filter(set -> set.name().equals(name)).toList();
  }

  /**
   * Lets a replica join, or changes its record to what it is now. One request where it is new.
   *
   * @param target the host name or address that readers reach it by
   * @throws RefusedException if the name is taken by something else than a pool
   */
  public void join(String instanceId, String target) {
    RecordSet member = RecordSet.pointing(name, ttl, target).weighted(instanceId, weight);
    try {
      zone.apply(
          ChangeBatch.commented("ec2cluster: " + instanceId + " joins the pool")
              .create(member)
              .build());
    } catch (ChangeConflictException taken) {
      settle(instanceId, member, taken);
    }
  }

  /** Somebody's earlier record, or one's own earlier commit: what counts is what is there now. */
  private void settle(String instanceId, RecordSet member, ChangeConflictException taken) {
    List<RecordSet> members = members();
    Optional<RecordSet> mine = of(members, instanceId);
    if (mine.filter(own -> withTtl(own, ttl).equals(member)).isPresent()) {
      return;
    }
    if (members.stream().anyMatch(set -> set.weighted().isEmpty())) {
      throw new RefusedException(
          "the replica name "
              + name
              + " is taken by something that is no pool: "
              + members
              + "; expected weighted record sets, or none. Remove it, or choose another dns.replica-name");
    }
    Duration shared = members.stream().map(RecordSet::ttl).findFirst().orElse(ttl);
    if (mine.isEmpty() && shared.equals(ttl)) {
      throw taken;
    }
    // Route 53 refuses weighted sets of one name with different TTLs: whoever joins takes the
    // members' own.
    ChangeBatch.Builder batch =
        ChangeBatch.commented("ec2cluster: " + instanceId + " takes its place in the pool");
    mine.ifPresent(batch::delete);
    zone.apply(
        batch.create(withTtl(member, members.size() > 1 || mine.isEmpty() ? shared : ttl)).build());
  }

  private static RecordSet withTtl(RecordSet set, Duration newTtl) {
    return new RecordSet(set.name(), set.type(), newTtl, set.values(), set.weighted());
  }

  /** A member's record set. */
  public static Optional<RecordSet> of(List<RecordSet> members, String instanceId) {
    return members.stream()
        .filter(set -> set.weighted().filter(w -> w.setIdentifier().equals(instanceId)).isPresent())
        .findFirst();
  }
}
