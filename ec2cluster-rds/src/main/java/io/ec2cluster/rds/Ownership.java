package io.ec2cluster.rds;

import java.util.Map;
import java.util.Optional;

/**
 * Whose an instance is. Only what follows the cluster's master is ever removed, and of that only
 * what carries the cluster's tag or stands in its configuration: a replica that was promoted
 * follows nobody and holds data of its own.
 *
 * @param cluster the cluster's name
 * @param settings the cluster
 */
record Ownership(String cluster, RdsClusterSettings settings) {
  static final String PREFIX = "ec2cluster:";

  /** Names the cluster that made an instance. */
  static final String CLUSTER_TAG = PREFIX + "cluster";

  /** Holds the class that modify-instance gave. */
  static final String CLASS_TAG = PREFIX + "class";

  /** Whether an instance may be removed, as far as its owner goes. */
  boolean isOurs(DbInstance instance, DbInstance master) {
    return instance.follows(master) && (isMarked(instance) || isListed(instance.id()));
  }

  /** Whether an id is that of one of our replicas, there or not. */
  boolean isReplica(String id, Fleet fleet) {
    return isListed(id)
        || fleet.find(id).filter(found -> isMarked(found) && follows(found, fleet)).isPresent();
  }

  /** Whether a replica serves readers, or will again without anybody's doing. */
  boolean serves(DbInstance replica, Fleet fleet) {
    return follows(replica, fleet) && !replica.isGoing() && !replica.isInTrouble();
  }

  /** Whether readers can be sent to a replica now. */
  boolean isReadable(String id, Fleet fleet) {
    return fleet
        .find(id)
        .filter(found -> follows(found, fleet))
        .filter(found -> found.isAvailable() && found.endpoint().isPresent())
        .isPresent();
  }

  /** Whether an instance follows the master, even where a look has left that out. */
  private boolean follows(DbInstance instance, Fleet fleet) {
    return fleet
        .master()
        .map(instance::follows)
        .orElseGet(
            () -> instance.source().filter(settings.master().instanceId()::equals).isPresent());
  }

  /** Whether it carries the cluster's tag. */
  boolean isMarked(DbInstance instance) {
    return cluster.equals(instance.tags().get(CLUSTER_TAG));
  }

  /** Whether the configuration lists it as a replica. */
  boolean isListed(String id) {
    return settings.replica(id).isPresent();
  }

  /** The tags of what the cluster makes. */
  Map<String, String> marks() {
    return Map.of(CLUSTER_TAG, cluster);
  }

  /** The class that an instance should have: the one that was set by hand, else the configured. */
  Optional<String> wantedClass(DbInstance instance) {
    return Optional.ofNullable(instance.tags().get(CLASS_TAG))
        .or(() -> settings.configuredClass(instance.id()));
  }
}
