package io.ec2cluster.rds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks at a cluster: one filtered description, however many replicas there are, and a second one
 * where the master lists replicas that were not known before. For use by one thread.
 */
final class FleetReader {
  private final RdsApi api;
  private final RdsClusterSettings settings;
  private final Set<String> known;

  FleetReader(RdsApi api, RdsClusterSettings settings) {
    this.api = api;
    this.settings = settings;
    this.known = new LinkedHashSet<>(settings.instanceIds());
  }

  /**
   * The fleet. A master that the description leaves out is asked for by its id: only RDS's own "not
   * found" means that there is none.
   */
  Fleet read() {
    Map<String, DbInstance> found = new LinkedHashMap<>(described(known));
    String masterId = settings.master().instanceId();
    Optional<DbInstance> master =
        Optional.ofNullable(found.get(masterId)).or(() -> api.find(masterId));
    master
        .map(there -> missing(there, found.keySet()))
        .filter(ids -> !ids.isEmpty())
        .ifPresent(ids -> add(ids, found));
    found.remove(masterId);
    return new Fleet(master, inOrder(found));
  }

  private void add(List<String> ids, Map<String, DbInstance> found) {
    known.addAll(ids);
    found.putAll(described(ids));
  }

  /**
   * What the master lists and the description lacks: not known before, or the description is out of
   * date. Replicas in other regions stand there by their ARNs, and are not ours to size.
   */
  private static List<String> missing(DbInstance master, Set<String> found) {
    return master.replicas().stream()
        .filter(id -> !id.startsWith("arn:") && !found.contains(id))
        .toList();
  }

  private Map<String, DbInstance> described(Iterable<String> ids) {
    List<String> asked = new ArrayList<>();
    ids.forEach(asked::add);
    return api.describe(asked).stream()
        .collect(Collectors.toMap(DbInstance::id, Function.identity(), (first, second) -> second));
  }

  private Map<String, DbInstance> inOrder(Map<String, DbInstance> found) {
    Map<String, DbInstance> ordered = new LinkedHashMap<>();
    for (String id : known) {
      Optional.ofNullable(found.get(id)).ifPresent(instance -> ordered.put(id, instance));
    }
    return ordered;
  }
}
