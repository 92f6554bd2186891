package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A simulated etcd cluster: the members that its quorum agreed on. */
final class SimCluster {
  final EtcdId id;
  final Map<EtcdId, ClusterMember> members = new LinkedHashMap<>();

  /** Members that have had a disk: without it they may not come back under the same id. */
  final Set<EtcdId> started = new HashSet<>();

  /** Since when a learner has been catching up. */
  final Map<EtcdId, Long> runsSince = new HashMap<>();

  /** Who was made the leader; while it does not answer another is. */
  Optional<EtcdId> chosen = Optional.empty();

  SimCluster(EtcdId id) {
    this.id = id;
  }

  void put(ClusterMember member) {
    members.put(member.id(), member);
  }

  Optional<ClusterMember> findByPeerUrl(String url) {
    return members.values().stream().filter(member -> member.peerUrls().contains(url)).findFirst();
  }

  List<ClusterMember> voters() {
    return members.values().stream().filter(Predicate.not(ClusterMember::learner)).toList();
  }

  List<ClusterMember> learners() {
    return members.values().stream().filter(ClusterMember::learner).toList();
  }

  int quorum() {
    return voters().size() / 2 + 1;
  }

  long voters(Collection<EtcdId> among) {
    return voters().stream().filter(member -> among.contains(member.id())).count();
  }
}
