package io.ec2cluster.etcd.records;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import java.util.List;

/**
 * A formed cluster as a quorum has confirmed it, for its records.
 *
 * @param clusterId etcd's id of it
 * @param index the raft index up to which the members are known at least
 * @param members its members
 */
public record Published(EtcdId clusterId, long index, List<ClusterMember> members) {
  /** Copies. */
  public Published {
    members = List.copyOf(members);
  }
}
