package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.etcd.group.GroupView;
import java.time.Duration;
import java.util.Optional;

/**
 * What a node does whose etcd runs. Pure.
 *
 * @param formingPatience how long a founding may go without progress before another replaces it
 * @param largestLag how many entries a learner may be behind when it gets its vote: etcd's own rule
 *     is a share, nine tenths of the leader's index, which is nothing at a large index
 */
record WatchRules(Duration formingPatience, long largestLag) {
  /** Decides. */
  Duty decide(Watch watch) {
    return watch.own().map(own -> decide(watch, own)).orElseGet(() -> stuck(watch));
  }

  private Duty decide(Watch watch, EtcdStatus own) {
    Optional<FoundingRecord> record = watch.record();
    if (record.isPresent() && !record.get().cluster().equals(own.clusterId())) {
      return new Duty.Stop(
          "etcd runs with data of cluster %s, and this group's is %s"
              .formatted(own.clusterId(), record.get().cluster()));
    }
    if (!watch.open() && record.filter(FoundingRecord::isFormed).isPresent()) {
      return new Duty.Open();
    }
    if (watch.cluster().isEmpty()) {
      return stuck(watch);
    }
    ClusterView cluster = watch.cluster().get();
    if (record.isEmpty()) {
      return adoption(watch, cluster);
    }
    if (!record.get().isFormed()) {
      return new Duty.MarkFormed();
    }
    return inCluster(watch, own, cluster);
  }

  /** Most of its members are in the group: the cluster is the group's. */
  private static Duty adoption(Watch watch, ClusterView cluster) {
    long ours =
        watch
            .group()
            .map(
                group ->
                    cluster.members().stream()
                        .filter(member -> group.find(member).isPresent())
                        .count())
            .orElse(0L);
    return ours * 2 > cluster.members().size()
        ? new Duty.Adopt(cluster.clusterId())
        : new Duty.Keep();
  }

  private Duty inCluster(Watch watch, EtcdStatus own, ClusterView cluster) {
    Optional<ClusterMember> me = cluster.find(own.memberId());
    if (me.filter(ClusterMember::learner).isPresent()) {
      boolean near = cluster.leaderIndex() - own.raftIndex() <= largestLag;
      return near && cluster.canTake(me.get()) ? new Duty.Promote(own.memberId()) : new Duty.Keep();
    }
    return cluster.leader().equals(own.memberId())
        ? cluster.members().stream()
            .filter(member -> watch.ghosts().contains(member.id()) && !cluster.isLive(member))
            .filter(cluster::canSpare)
            .findFirst()
            .<Duty>map(Duty.Remove::new)
            .orElseGet(Duty.Keep::new)
        : new Duty.Keep();
  }

  /** A founding of which a founder has left the group gives way to one of those who are there. */
  private Duty stuck(Watch watch) {
    boolean over = watch.recordUnchanged().compareTo(formingPatience) >= 0;
    Optional<FoundingRecord> forming = watch.record().filter(record -> !record.isFormed());
    if (forming.isEmpty() || watch.group().isEmpty() || !over) {
      return new Duty.Keep();
    }
    GroupView group = watch.group().get();
    return group.members().contains(watch.self()) && !forming.get().canFormWith(group)
        ? new Duty.FoundAnew(group.members())
        : new Duty.Keep();
  }
}
