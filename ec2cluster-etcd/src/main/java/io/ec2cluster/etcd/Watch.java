package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import io.ec2cluster.etcd.records.Published;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a node knows while its etcd runs.
 *
 * @param self this node
 * @param group the group; empty if it could not be read
 * @param record the founding record
 * @param own what its etcd says of itself; empty while it does not answer
 * @param cluster its cluster, where a quorum confirms it
 * @param open whether its etcd listens to clients
 * @param ghosts members that have been proven to be gone for longer than the grace period
 * @param recordUnchanged for how long, by this node's own clock, the record has been the same
 */
record Watch(
    GroupMember self,
    Optional<GroupView> group,
    Optional<FoundingRecord> record,
    Optional<EtcdStatus> own,
    Optional<ClusterView> cluster,
    boolean open,
    Set<EtcdId> ghosts,
    Duration recordUnchanged) {
  /** Copies. */
  Watch {
    ghosts = Set.copyOf(ghosts);
  }

  /** Whether this node's vote counts, and its etcd is there for clients. */
  boolean serves() {
    return open
        && record.filter(FoundingRecord::isFormed).isPresent()
        && own.filter(status -> !status.learner())
            .flatMap(status -> cluster.flatMap(view -> view.find(status.memberId())))
            .filter(me -> !me.learner())
            .isPresent();
  }

  /** What this node tells the world: the formed cluster, while its etcd leads it and is open. */
  Optional<Published> published() {
    boolean leads = own.filter(EtcdStatus::leads).isPresent();
    boolean formed = record.filter(FoundingRecord::isFormed).isPresent();
    return leads && formed && open
        ? cluster
            .filter(view -> record.get().cluster().equals(view.clusterId()))
            .map(ClusterView::published)
        : Optional.empty();
  }
}
