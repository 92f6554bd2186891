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
  /**
   * How often a conflict is answered by what stands there then: it may be somebody's earlier record
   * or one's own commit, a read may be out of date, and others join and change meanwhile.
   */
  private static final int MAX_CONFLICTS = 4;

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
   * @throws io.ec2cluster.EnvironmentException if the zone failed: joining again is safe
   */
  public void join(String instanceId, String target) {
    RecordSet member = RecordSet.pointing(name, ttl, target).weighted(instanceId, weight);
    ChangeBatch joining =
        ChangeBatch.commented("ec2cluster: " + instanceId + " joins the pool")
            .create(member)
            .build();
    for (int conflicts = 0; ; conflicts++) {
      try {
        zone.apply(joining);
        return;
      } catch (ChangeConflictException taken) {
        List<RecordSet> members = members();
        Optional<RecordSet> mine = of(members, instanceId);
        if (mine.filter(own -> withTtl(own, ttl).equals(member)).isPresent()) {
          return;
        }
        requirePool(members);
        if (conflicts == MAX_CONFLICTS) {
          throw taken;
        }
        joining = placing(member, mine, members);
      }
    }
  }

  private void requirePool(List<RecordSet> members) {
    if (members.stream().anyMatch(set -> set.weighted().isEmpty())) {
      throw new RefusedException(
          "the replica name "
              + name
              + " is taken by something that is no pool: "
              + members
              + "; expected weighted record sets, or none. Remove it, or choose another dns.replica-name");
    }
  }

  /** In place of an earlier record; of a TTL of its own only where nobody else is. */
  private ChangeBatch placing(RecordSet member, Optional<RecordSet> mine, List<RecordSet> members) {
    // Route 53 refuses weighted sets of one name with different TTLs: whoever joins takes the
    // members' own.
    Duration shared = members.stream().map(RecordSet::ttl).findFirst().orElse(ttl);
    ChangeBatch.Builder batch =
        ChangeBatch.commented(
            "ec2cluster: "
                + member.weighted().orElseThrow().setIdentifier()
                + " takes its place in the pool");
    mine.ifPresent(batch::delete);
    return batch
        .create(withTtl(member, members.size() > 1 || mine.isEmpty() ? shared : ttl))
        .build();
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
