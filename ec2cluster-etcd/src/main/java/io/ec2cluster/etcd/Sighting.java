package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.EtcdId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the members, and whoever else has their addresses, answered.
 *
 * @param clusters the clusters that a quorum confirms
 * @param withoutQuorum the client URLs that answered, of clusters that nobody confirms
 */
record Sighting(List<ClusterView> clusters, SortedSet<String> withoutQuorum) {
  /** Copies. */
  Sighting {
    clusters = List.copyOf(clusters);
    withoutQuorum = new TreeSet<>(withoutQuorum);
  }

  /** Nobody answers. */
  static Sighting none() {
    return new Sighting(List.of(), new TreeSet<>());
  }

  /** The cluster with an id. */
  Optional<ClusterView> find(EtcdId cluster) {
    return clusters.stream().filter(view -> view.clusterId().equals(cluster)).findFirst();
  }
}
