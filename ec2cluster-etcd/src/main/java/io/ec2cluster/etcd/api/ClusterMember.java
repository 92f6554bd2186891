package io.ec2cluster.etcd.api;

import java.util.List;

/**
 * A member as the cluster lists it.
 *
 * @param id its id
 * @param name its name; empty until it has started for the first time
 * @param peerUrls where the members reach it
 * @param clientUrls where clients reach it; empty until it has started for the first time
 * @param learner whether it does not vote
 */
public record ClusterMember(
    EtcdId id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
  /** Copies the lists. */
  public ClusterMember {
    peerUrls = List.copyOf(peerUrls);
    clientUrls = List.copyOf(clientUrls);
  }

  /** Its name, or where it is expected. */
  public String label() {
    return name.isEmpty() ? String.join(",", peerUrls) : name;
  }
}
