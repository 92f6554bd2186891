package io.ec2cluster.rds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Instances that stand in several clusters: each would size the other's replicas. Within a region,
 * that is: the same id in another region is another instance.
 */
final class SharedInstances {
  private SharedInstances() {}

  /** Those that there are, in words. */
  static Optional<String> find(Map<String, RdsClusterSettings> clusters) {
    Map<Place, String> firsts = new HashMap<>();
    List<String> shared = new ArrayList<>();
    clusters.forEach(
        (name, cluster) ->
            cluster
                .instanceIds()
                .forEach(
                    id -> {
                      String first = firsts.putIfAbsent(new Place(cluster.region(), id), name);
                      if (first != null) {
                        shared.add("'%s' in '%s' and '%s'".formatted(id, first, name));
                      }
                    }));
    return shared.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "found "
                + String.join(", ", shared)
                + ", expected every instance in one cluster: remove it from the other");
  }

  private record Place(Optional<String> region, String id) {}
}
