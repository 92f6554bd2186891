package io.ec2cluster.rds;

import java.util.List;
import java.util.Optional;

/**
 * What {@code status} answers.
 *
 * @param clusters the clusters in the configuration's order
 */
record StatusReport(List<Cluster> clusters) {
  /** Copies the list. */
  StatusReport {
    clusters = List.copyOf(clusters);
  }

  /**
   * A cluster.
   *
   * @param name its name
   * @param instances the master first, then the replicas in the configuration's order, then others
   *     that follow the master
   */
  record Cluster(String name, List<Instance> instances) {
    /** Copies the list. */
    Cluster {
      instances = List.copyOf(instances);
    }
  }

  /**
   * An instance.
   *
   * @param id its id
   * @param kind what it is
   * @param owner whose it is
   * @param exists whether RDS knows it
   * @param state its state; absent if there is no such instance
   * @param instanceClass its class
   * @param pendingClass the class that it is to have
   * @param wantedClass the class that it should have, where that is said
   * @param classKept whether that is the one of modify-instance
   * @param zone its zone
   * @param host where it answers
   * @param port where it answers
   * @param trouble whether it is in a state out of which no waiting leads
   */
  record Instance(
      String id,
      Kind kind,
      Owner owner,
      boolean exists,
      Optional<String> state,
      Optional<String> instanceClass,
      Optional<String> pendingClass,
      Optional<String> wantedClass,
      boolean classKept,
      Optional<String> zone,
      Optional<String> host,
      Optional<Integer> port,
      boolean trouble) {}

  /** What an instance is. */
  enum Kind {
    MASTER,
    REPLICA,
    /** It has the id of a replica and follows somebody else, or nobody. */
    FOREIGN
  }

  /** Whose an instance is. */
  enum Owner {
    /** The configuration names it. */
    LISTED,
    /** It carries our tag, and the configuration does not name it any more. */
    MARKED,
    /** It follows the master and is not ours. */
    OTHER
  }

  /**
   * Whether something is missing or in trouble that should serve: the master, or the last reader.
   */
  boolean isDegraded() {
    return clusters.stream()
        .flatMap(cluster -> cluster.instances().stream())
        .anyMatch(
            instance ->
                instance.trouble()
                    || instance.kind() == Kind.FOREIGN
                    || (instance.kind() == Kind.MASTER && !instance.exists()));
  }
}
