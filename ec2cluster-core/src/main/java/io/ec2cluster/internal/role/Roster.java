package io.ec2cluster.internal.role;

import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Owner;
import io.ec2cluster.role.ReplicaPool;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import java.util.List;
import java.util.Optional;

/**
 * The members that the zone knows: those of the replica pool. One request, made when it is created.
 *
 * @param self this node's instance id
 * @param pool the pool's members, this node among them if it is one
 */
record Roster(String self, List<Member> pool) {
  Roster {
    pool = List.copyOf(pool);
  }

  /** Reads the pool; nobody is known where there is no replica name. */
  static Roster read(OperationContext context, Candidate candidate, RoleSteps steps) {
    String self = candidate.self().instanceId();
    if (context.names().replica().isEmpty()) {
      return new Roster(self, List.of());
    }
    ReplicaPool pool = steps.pool();
    return new Roster(
        self,
        pool.members().stream()
            .flatMap(set -> member(set, candidate.self().port()).stream())
            .toList());
  }

  /** Every engine of a cluster listens at the same port: the record set has no place for it. */
  private static Optional<Member> member(RecordSet set, int port) {
    return set.weighted()
        .flatMap(
            weighted -> set.target().map(host -> new Member(weighted.setIdentifier(), host, port)));
  }

  /** The members of the pool but this node. */
  List<Member> others() {
    return pool.stream().filter(member -> !member.instanceId().equals(self)).toList();
  }

  /** A member of the pool. */
  Optional<Member> find(String instanceId) {
    return pool.stream().filter(member -> member.instanceId().equals(instanceId)).findFirst();
  }

  /** An owner of a record, as a member. */
  static Member of(Owner owner) {
    return new Member(owner.instanceId(), owner.address(), owner.port());
  }
}
