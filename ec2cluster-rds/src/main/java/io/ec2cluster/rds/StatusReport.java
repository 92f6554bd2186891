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
   * @param pool the name of its reader pool, where it has one
   * @param instances the master first, then the replicas in the configuration's order, then others
   *     that follow the master
   * @param notes what could not be found out, and what in the pool is not ours
   */
  record Cluster(String name, Optional<String> pool, List<Instance> instances, List<String> notes) {
    /** Copies the lists. */
    Cluster {
      instances = List.copyOf(instances);
      notes = List.copyOf(notes);
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
   * @param lagSeconds how far a replica is behind its source; -1 where it does not follow; absent
   *     where that is not known
   * @param lagAgeSeconds how old that number is
   * @param inPool whether a replica is in the reader pool; absent where there is none, or it could
   *     not be read
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
      boolean trouble,
      Optional<Long> lagSeconds,
      Optional<Long> lagAgeSeconds,
      Optional<Membership> inPool) {}

  /** Whether a replica is in the reader pool. */
  enum Membership {
    IN,
    OUT,
    /** With another address or weight than it should have. */
    OUTDATED
  }

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
