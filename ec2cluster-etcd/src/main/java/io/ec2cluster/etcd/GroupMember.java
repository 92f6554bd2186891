package io.ec2cluster.etcd;

/**
 * A node of the group.
 *
 * @param name its name in the cluster
 * @param peerUrl where the members reach its etcd
 * @param clientUrl where clients reach its etcd
 */
record GroupMember(String name, String peerUrl, String clientUrl) {
  /** Whether an entry of the cluster is about this node: it holds the name, or the address. */
  boolean is(ClusterMember member) {
    return member.name().equals(name) || member.peerUrls().contains(peerUrl);
  }
}
