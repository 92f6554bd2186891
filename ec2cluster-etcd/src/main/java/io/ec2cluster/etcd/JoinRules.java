package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.group.GroupMember;
import java.util.List;
import java.util.Optional;

/**
 * What the holder of the lease does next on the way of its node into the cluster. Pure. A dead
 * entry of this node goes first, because it would forbid the add: etcd before 3.5.30 wants every
 * voter connected, and no version takes a peer URL twice.
 */
final class JoinRules {
  private JoinRules() {}

  /** The next act. */
  sealed interface Act {
    /** Not now. */
    record Wait(String reason) implements Act {}

    /** Removes an entry that is about this node. */
    record Remove(ClusterMember member) implements Act {}

    /** Adds this node as a learner. */
    record Add() implements Act {}
  }

  /** Decides on a view that was read under the lease. */
  static Act next(GroupMember self, ClusterView cluster) {
    List<ClusterMember> own = cluster.about(self);
    Optional<ClusterMember> live = own.stream().filter(cluster::isLive).findFirst();
    if (live.isPresent()) {
      return new Act.Wait("member " + live.get().id() + " answers under this name or address");
    }
    Optional<ClusterMember> joining =
        cluster.members().stream()
            .filter(member -> member.learner() && !own.contains(member))
            .findFirst();
    if (joining.isPresent()) {
      return new Act.Wait(joining.get().label() + " is joining");
    }
    if (own.isEmpty()) {
      return new Act.Add();
    }
    ClusterMember dead = own.get(0);
    return cluster.canSpare(dead)
        ? new Act.Remove(dead)
        : new Act.Wait(
            "the dead entry %s of this node cannot be removed without risk to the quorum"
                .formatted(dead.id()));
  }
}
