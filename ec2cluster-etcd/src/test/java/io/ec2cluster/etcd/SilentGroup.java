package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.Group;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A group that tells nothing but whether it loses this node. */
record SilentGroup(GroupMember self, BooleanSupplier losing) implements Group {
  static Group of(GroupMember self, BooleanSupplier losing) {
    return new SilentGroup(self, losing);
  }

  @Override
  public GroupView read() {
    throw new EnvironmentException("the group does not answer");
  }

  @Override
  public Set<EtcdId> gone(List<ClusterMember> members) {
    return Set.of();
  }

  @Override
  public boolean isLosingSelf() {
    return losing.getAsBoolean();
  }
}
