package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.records.Published;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A cluster that a quorum has just confirmed.
 *
 * @param clusterId its id
 * @param members its members
 * @param leader its leader
 * @param leaderIndex the leader's raft index
 * @param live the members that answer and know the leader
 * @param endpoint the client URL where it was confirmed
 */
record ClusterView(
    EtcdId clusterId,
    List<ClusterMember> members,
    EtcdId leader,
    long leaderIndex,
    Set<EtcdId> live,
    String endpoint) {
  /** Copies. */
  ClusterView {
    members = List.copyOf(members);
    live = Set.copyOf(live);
  }

  /** The same, for its records. */
  Published published() {
    return new Published(clusterId, leaderIndex, members);
  }

  Optional<ClusterMember> find(EtcdId id) {
    return members.stream().filter(member -> member.id().equals(id)).findFirst();
  }

  boolean isLive(ClusterMember member) {
    return live.contains(member.id());
  }

  /** The members that an own node is about. */
  List<ClusterMember> about(GroupMember node) {
    return members.stream().filter(node::is).toList();
  }

  /**
   * Whether the cluster has its quorum with and without a member, counting only voters that answer.
   * A learner is never missed.
   */
  boolean canSpare(ClusterMember member) {
    if (member.learner()) {
      return true;
    }
    long voters = members.stream().filter(Predicate.not(ClusterMember::learner)).count();
    long liveVoters = members.stream().filter(this::isLiveVoter).count();
    long liveWithout = isLive(member) ? liveVoters - 1 : liveVoters;
    return liveVoters >= quorum(voters) && voters > 1 && liveWithout >= quorum(voters - 1);
  }

  /** Whether the cluster keeps its quorum once a learner that answers has its vote. */
  boolean canTake(ClusterMember learner) {
    long voters = members.stream().filter(Predicate.not(ClusterMember::learner)).count();
    long liveVoters = members.stream().filter(this::isLiveVoter).count();
    return isLive(learner) && liveVoters + 1 >= quorum(voters + 1);
  }

  private boolean isLiveVoter(ClusterMember member) {
    return !member.learner() && isLive(member);
  }

  private static long quorum(long voters) {
    return voters / 2 + 1;
  }
}
