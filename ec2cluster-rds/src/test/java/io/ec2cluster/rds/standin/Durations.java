package io.ec2cluster.rds.standin;

import java.time.Duration;
import java.util.Map;

/**
 * How long the stand-in takes for what takes time.
 *
 * @param creation of a replica, or of a restored instance
 * @param creations of some instances by their ids
 * @param announcement how long a request to modify changes nothing that one could see
 * @param modification of a class
 * @param deletion until an instance is gone
 */
public record Durations(
    Duration creation,
    Map<String, Duration> creations,
    Duration announcement,
    Duration modification,
    Duration deletion) {
  /** Copies the map. */
  public Durations {
    creations = Map.copyOf(creations);
  }

  /** What is usual. */
  public static Durations usual() {
    return new Durations(
        Duration.ofMinutes(12),
        Map.of(),
        Duration.ofSeconds(20),
        Duration.ofMinutes(6),
        Duration.ofMinutes(4));
  }

  /** The same with other creations. */
  public Durations withCreations(Map<String, Duration> byId) {
    return new Durations(creation, byId, announcement, modification, deletion);
  }

  /** How long an instance takes. */
  Duration of(String id) {
    return creations.getOrDefault(id, creation);
  }
}
