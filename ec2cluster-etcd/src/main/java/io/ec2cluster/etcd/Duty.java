package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupMember;
import java.util.List;

/** What a node does whose etcd runs. */
sealed interface Duty {
  /** Nothing now. */
  record Keep() implements Duty {}

  /** Writes that the cluster is formed. */
  record MarkFormed() implements Duty {}

  /** Restarts etcd so that it listens to clients. */
  record Open() implements Duty {}

  /** Writes the record of the cluster, which is older than it. */
  record Adopt(EtcdId cluster) implements Duty {}

  /** Replaces a founding that does not form. */
  record FoundAnew(List<GroupMember> founders) implements Duty {
    /** Copies. */
    public FoundAnew {
      founders = List.copyOf(founders);
    }
  }

  /** Stops etcd: it is of a founding that has lost. */
  record Stop(String reason) implements Duty {}

  /** Gives this node its vote. */
  record Promote(EtcdId member) implements Duty {}

  /** Removes a member that is gone. */
  record Remove(ClusterMember member) implements Duty {}
}
