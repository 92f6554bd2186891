package io.ec2cluster.rds;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An instance as RDS describes it.
 *
 * @param id its id, in lower case
 * @param arn its ARN
 * @param instanceClass its class
 * @param pendingClass the class that it is to have
 * @param state {@code available}, {@code creating} and so on
 * @param engine {@code mysql}, {@code postgres} and so on
 * @param source what it follows: an id, or an ARN where that is in another region
 * @param replicas what follows it
 * @param zone where it is
 * @param endpoint where it answers
 * @param tags its tags
 * @param backupDays how long its backups are kept; without backups it can have no replicas
 * @param deletionProtected whether RDS refuses to delete it
 */
record DbInstance(
    String id,
    String arn,
    String instanceClass,
    Optional<String> pendingClass,
    String state,
    String engine,
    Optional<String> source,
    List<String> replicas,
    Optional<String> zone,
    Optional<Endpoint> endpoint,
    Map<String, String> tags,
    int backupDays,
    boolean deletionProtected) {
  /**
   * Beside {@code available}: usable for clients and for changes, possibly for hours (User Guide,
   * "Viewing Amazon RDS DB instance status").
   */
  private static final Set<String> AVAILABLE =
      Set.of(
          "available", "storage-optimization", "storage-config-upgrade", "storage-initialization");

  /** No waiting leads out of these. */
  private static final Set<String> TROUBLE =
      Set.of(
          "failed",
          "insufficient-capacity",
          "inaccessible-encryption-credentials",
          "inaccessible-encryption-credentials-recoverable",
          "restore-error",
          "stopped",
          "stopping",
          "storage-full");

  private static final Set<String> GOING = Set.of("deleting", "delete-precheck");

  private static final Set<String> FEW_REPLICAS = Set.of("oracle", "sqlserver", "custom");

  /** Copies lists and maps. */
  DbInstance {
    replicas = List.copyOf(replicas);
    tags = ImmutableMap.copyOf(tags);
  }

  /** Where an instance answers. */
  record Endpoint(String host, int port) {}

  boolean isAvailable() {
    return AVAILABLE.contains(state);
  }

  boolean isInTrouble() {
    return TROUBLE.contains(state) || state.startsWith("incompatible-");
  }

  boolean isGoing() {
    return GOING.contains(state);
  }

  /** Whether its engine speaks PostgreSQL's protocol. */
  boolean isPostgres() {
    return engine.startsWith("postgres");
  }

  /** Whether it is a replica of another. */
  boolean follows(DbInstance master) {
    return source
        .filter(given -> given.equals(master.id()) || given.equals(master.arn()))
        .isPresent();
  }

  /** Whether it has a class, with nothing else on its way. */
  boolean hasClass(String wanted) {
    return instanceClass.equals(wanted) && pendingClass.isEmpty();
  }

  /** How many replicas its engine allows (User Guide, "Working with DB instance read replicas"). */
  int mostReplicas() {
    return FEW_REPLICAS.stream().anyMatch(engine::startsWith)
        ? 5
        : RdsClusterSettings.MOST_REPLICAS;
  }

  /** What it is, for people: {@code available, db.r6g.large, a replica of cluster1m01}. */
  String inWords() {
    return "%s, %s, %s"
        .formatted(
            state,
            instanceClass,
            source.map(of -> "a replica of " + of).orElse("a replica of nothing"));
  }
}
