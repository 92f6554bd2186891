package io.ec2cluster.etcd.group;

import io.ec2cluster.etcd.api.ClusterMember;

/**
 * A node of the group.
 *
 * @param name its name in the cluster
 * @param peerUrl where the members reach its etcd
 * @param clientUrl where clients reach its etcd
 */
public record GroupMember(String name, String peerUrl, String clientUrl) {
  /** Whether an entry of the cluster is about this node: it holds the name, or the address. */
  public boolean is(ClusterMember member) {
    return member.name().equals(name) || member.peerUrls().contains(peerUrl);
  }
}
