package io.ec2cluster.etcd.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The members of a cluster, as one of them tells it.
 *
 * @param clusterId the cluster
 * @param teller who told it
 * @param members all of them
 */
public record MemberList(EtcdId clusterId, EtcdId teller, List<ClusterMember> members) {
  /** Copies the list. */
  public MemberList {
    members = List.copyOf(members);
  }

  /** The member with an id. */
  public Optional<ClusterMember> find(EtcdId id) {
    return find(member -> member.id().equals(id));
  }

  /** The member that is reached there by the others. */
  public Optional<ClusterMember> findByPeerUrl(String url) {
    return find(member -> member.peerUrls().contains(url));
  }

  private Optional<ClusterMember> find(Predicate<ClusterMember> wanted) {
    return members.stream().filter(wanted).findFirst();
  }
}
