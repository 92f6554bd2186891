package io.ec2cluster.etcd;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one read of the group told.
 *
 * @param members who is there, in the order of their names
 * @param size how many there should be
 */
record GroupView(List<GroupMember> members, int size) {
  /** Copies and sorts: every node sees the same order. */
  GroupView {
    members = members.stream().sorted(Comparator.comparing(GroupMember::name)).toList();
  }

  /** Whether everybody is there. */
  boolean isComplete() {
    return members.size() >= size;
  }

  /** The node that an entry of the cluster is about. */
  Optional<GroupMember> find(ClusterMember entry) {
    return members.stream().filter(member -> member.is(entry)).findFirst();
  }
}
