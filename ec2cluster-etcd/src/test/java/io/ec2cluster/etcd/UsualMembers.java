package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupMember;
import java.util.List;

/** Members at etcd's usual ports, as a group lists them and as a cluster does. */
final class UsualMembers {
  private UsualMembers() {}

  static GroupMember member(String name, String host) {
    return new GroupMember(name, "http://" + host + ":2380", "http://" + host + ":2379");
  }

  static ClusterMember entry(long id, GroupMember member) {
    return new ClusterMember(
        new EtcdId(id),
        member.name(),
        List.of(member.peerUrl()),
        List.of(member.clientUrl()),
        false);
  }
}
