package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.group.GroupMember;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** What is next for a node that is to leave its cluster. Pure. */
final class LeaveRules {
  private LeaveRules() {}

  /** The next act. */
  sealed interface Act {
    /** Nothing of it is in the cluster. */
    record Gone() implements Act {}

    /** It is the last that votes: without it the cluster would be no more, and its data with it. */
    record Last() implements Act {}

    /** Not while so few voters answer. */
    record Wait(String reason) implements Act {}

    /** Its entry may be removed. */
    record Remove(ClusterMember member) implements Act {}
  }

  /** Decides on a view that a quorum has just confirmed. */
  static Act next(GroupMember self, ClusterView cluster) {
    List<ClusterMember> own =
        cluster.about(self).stream()
            // A learner, or an entry that is dead, is not missed: the vote that counts goes last.
            .sorted(
                Comparator.comparing((ClusterMember member) -> !member.learner())
                    .thenComparing(cluster::isLive))
            .toList();
    if (own.isEmpty()) {
      return new Act.Gone();
    }
    ClusterMember member = own.get(0);
    if (cluster.canSpare(member)) {
      return new Act.Remove(member);
    }
    boolean alone =
        cluster.members().stream()
            .filter(Predicate.not(ClusterMember::learner))
            .allMatch(own::contains);
    return alone
        ? new Act.Last()
        : new Act.Wait(
            "without member %s (%s) the voters that answer would be no quorum"
                .formatted(member.label(), member.id()));
  }
}
