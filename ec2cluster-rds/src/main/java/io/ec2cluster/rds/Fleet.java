package io.ec2cluster.rds;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;

/**
 * What there is of a cluster, as one look found it.
 *
 * @param master the master
 * @param others the other instances by id, in the order in which they were asked for: those that
 *     the configuration names, and what follows the master besides
 */
record Fleet(Optional<DbInstance> master, Map<String, DbInstance> others) {
  /** Copies the map and keeps its order. */
  Fleet {
    others = ImmutableMap.copyOf(others);
  }

  /** An instance, the master included. */
  Optional<DbInstance> find(String id) {
    return master
        .filter(instance -> instance.id().equals(id))
        .or(() -> Optional.ofNullable(others.get(id)));
  }
}
