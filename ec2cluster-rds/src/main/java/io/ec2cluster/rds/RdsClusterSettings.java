package io.ec2cluster.rds;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A master and its replicas. The predecessor's file has the same form with other words for the
 * keys.
 *
 * @param region the region; else the node's
 * @param master the master
 * @param replicas in the order in which they exist: the first N do
 * @param keepAtLeast how few replicas an operation may leave
 * @param pool the readers' name
 * @param drain how replicas are drained before they go; not at all without it
 */
record RdsClusterSettings(
    @Setting("region of the instances; else --region and the like") Optional<String> region,
    @Setting(value = "the instance that the replicas follow", alias = "master_node")
        MasterSettings master,
    @Setting(
            value = "the replicas; those that are wanted are the first ones",
            alias = "replica_nodes")
        List<ReplicaSettings> replicas,
    @Setting(
            value = "how few replicas may be left; without it 1 where replicas are listed",
            alias = "keep_at_least")
        Optional<Integer> keepAtLeast,
    @Setting("the name by which readers reach the replicas; needs dns") Optional<PoolSettings> pool,
    @Setting("what is waited for before a replica is deleted") Optional<DrainSettings> drain) {
  /** The most that any engine allows (User Guide, "Working with DB instance read replicas"). */
  static final int MOST_REPLICAS = 15;

  /** Refuses ids given twice, more replicas than any engine allows and impossible floors. */
  RdsClusterSettings {
    replicas = List.copyOf(replicas);
    List<InvalidSettingException> found = new ArrayList<>();
    duplicates(master, replicas)
        .forEach(
            id ->
                found.add(
                    new InvalidSettingException(
                        "replicas",
                        "found the instance id '%s' twice, expected each once".formatted(id))));
    if (replicas.size() > MOST_REPLICAS) {
      found.add(
          new InvalidSettingException(
              "replicas",
              "found %d replicas, expected %d at most: RDS allows no more of one source"
                  .formatted(replicas.size(), MOST_REPLICAS)));
    }
    if (keepAtLeast.filter(floor -> floor < 0).isPresent()) {
      found.add(
          new InvalidSettingException(
              "keep-at-least", "found " + keepAtLeast.get() + ", expected 0 or more"));
    }
    int listed = replicas.size();
    if (keepAtLeast.filter(floor -> floor > listed).isPresent()) {
      found.add(
          new InvalidSettingException(
              "keep-at-least",
              "found %d, expected %d at most: no more replicas are listed"
                  .formatted(keepAtLeast.get(), listed)));
    }
    InvalidSettingException.throwAll(found);
  }

  /** How few replicas an operation may leave. */
  int floor() {
    return keepAtLeast.orElse(Math.min(1, replicas.size()));
  }

  /** The ids of the master and the replicas, in order. */
  List<String> instanceIds() {
    return Stream.concat(Stream.of(master.instanceId()), replicas.stream().map(ReplicaSettings::id))
        .toList();
  }

  /** The replica of an id. */
  Optional<ReplicaSettings> replica(String id) {
    return replicas.stream().filter(replica -> replica.id().equals(id)).findFirst();
  }

  /** The class that the configuration gives an instance. */
  Optional<String> configuredClass(String id) {
    return id.equals(master.instanceId())
        ? master.instanceClass()
        : replica(id).flatMap(ReplicaSettings::instanceClass);
  }

  private static List<String> duplicates(MasterSettings master, List<ReplicaSettings> replicas) {
    Set<String> seen = new HashSet<>(Set.of(master.instanceId()));
    return replicas.stream()
        .map(ReplicaSettings::id)
        .filter(id -> !seen.add(id))
        .distinct()
        .toList();
  }
}
