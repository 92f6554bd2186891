package io.ec2cluster.etcd.group;

import io.ec2cluster.etcd.api.ClusterMember;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one read of the group told.
 *
 * @param members who is there, in the order of their names
 * @param departing who is being taken out of it and may still run: the last holders of the data,
 *     perhaps
 * @param size how many there should be
 */
public record GroupView(List<GroupMember> members, List<GroupMember> departing, int size) {
  /** Copies and sorts: every node sees the same order. */
  public GroupView {
    members = members.stream().sorted(Comparator.comparing(GroupMember::name)).toList();
    departing = departing.stream().sorted(Comparator.comparing(GroupMember::name)).toList();
  }

  /** Nobody departs. */
  public GroupView(List<GroupMember> members, int size) {
    this(members, List.of(), size);
  }

  /** Who may answer. */
  public List<GroupMember> running() {
    return Stream.concat(members.stream(), departing.stream()).toList();
  }

  /** Whether everybody is there. */
  public boolean isComplete() {
    return members.size() >= size;
  }

  /** The node that an entry of the cluster is about. */
  public Optional<GroupMember> find(ClusterMember entry) {
    return members.stream().filter(member -> member.is(entry)).findFirst();
  }
}
