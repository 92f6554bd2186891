package io.ec2cluster.rds;

import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.Weighted;
import java.util.List;
import java.util.stream.Stream;

/**
 * The reader pool as one reading showed it. A record is told by its set identifier, the instance's
 * id: those of the cluster's replicas are ours, everything else is somebody's.
 *
 * @param ownership whose the cluster is
 * @param name the pool's name
 * @param members the record sets of that name
 */
record PoolView(Ownership ownership, DnsName name, List<RecordSet> members) {
  /** Copies the list. */
  PoolView {
    members = List.copyOf(members);
  }

  /** The instance ids of the members that are ours. */
  List<String> ours(Fleet fleet) {
    return ids().filter(id -> ownership.isReplica(id, fleet)).toList();
  }

  /** Our members that serve no reader any more, as far as this look at RDS can tell. */
  List<String> lost(Fleet fleet) {
    return ours(fleet).stream()
        .filter(id -> fleet.find(id).filter(found -> ownership.serves(found, fleet)).isEmpty())
        .toList();
  }

  /** What is noted and left alone. */
  List<String> notes(Fleet fleet) {
    return ids()
        .filter(id -> !ownership.isReplica(id, fleet))
        .map(
            id ->
                "the pool %s holds '%s', which is no replica of cluster '%s': it is left alone"
                    .formatted(name, id, ownership.cluster()))
        .toList();
  }

  /**
   * Refuses a name that is no pool.
   *
   * @throws RefusedException if something else stands there
   */
  PoolView checked() {
    List<RecordSet> others =
        members.stream().filter(set -> set.weighted().isEmpty() || set.target().isEmpty()).toList();
    if (!others.isEmpty()) {
      throw new RefusedException(
          "the pool's name %s of cluster '%s' is taken by something that is no pool: %s; expected weighted record sets, or none. Remove it, or choose another name (pool: name)"
              .formatted(name, ownership.cluster(), others));
    }
    return this;
  }

  private Stream<String> ids() {
    return members.stream().flatMap(set -> set.weighted().stream()).map(Weighted::setIdentifier);
  }
}
