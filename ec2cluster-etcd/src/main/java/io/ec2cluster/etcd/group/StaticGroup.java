package io.ec2cluster.etcd.group;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import java.util.List;
import java.util.Set;

/** A list of addresses that a person keeps: who is on it is there, and nobody is ever gone. */
public final class StaticGroup implements Group {
  private final GroupMember self;
  private final GroupView view;

  public StaticGroup(GroupMember self, GroupView view) {
    this.self = self;
    this.view = view;
  }

  @Override
  public GroupMember self() {
    return self;
  }

  @Override
  public GroupView read() {
    return view;
  }

  /** A person removes members: a list proves nothing about those who are not on it. */
  @Override
  public Set<EtcdId> gone(List<ClusterMember> members) {
    return Set.of();
  }
}
