package io.ec2cluster.rds.standin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An instance as the stand-in keeps it. */
public record StandInInstance(
    String id,
    String state,
    String instanceClass,
    Optional<String> pendingClass,
    Optional<String> source,
    String engine,
    int backupDays,
    boolean deletionProtected,
    Map<String, String> tags,
    Map<String, String> asked) {
  private static final String HOST = "stand-in:host";
  private static final String PORT = "stand-in:port";

  /** Copies the maps. */
  public StandInInstance {
    tags = Map.copyOf(tags);
    asked = Map.copyOf(asked);
  }

  /** An instance that follows nobody, with backups. */
  public static StandInInstance standalone(String id, String instanceClass) {
    return new StandInInstance(
        id,
        "available",
        instanceClass,
        Optional.empty(),
        Optional.empty(),
        "mysql",
        7,
        false,
        Map.of(),
        Map.of());
  }

  /** A replica. */
  public static StandInInstance replica(String id, String source, String instanceClass) {
    return standalone(id, instanceClass).following(Optional.of(source)).withBackupDays(0);
  }

  /** The same, reached at a place of the test's own instead of RDS's. */
  public StandInInstance at(String host, int port) {
    return withTag(HOST, host).withTag(PORT, "" + port);
  }

  /** The host by which it is reached. */
  String address() {
    return tags.getOrDefault(HOST, id + ".abc.eu-west-1.rds.amazonaws.com");
  }

  /** Its port. */
  String port() {
    return tags.getOrDefault(PORT, "3306");
  }

  /** Its ARN. */
  public String arn() {
    return "arn:aws:rds:eu-west-1:123456789012:db:" + id;
  }

  /** The same in another state. */
  public StandInInstance in(String newState) {
    return new StandInInstance(
        id,
        newState,
        instanceClass,
        pendingClass,
        source,
        engine,
        backupDays,
        deletionProtected,
        tags,
        asked);
  }

  /** The same with another class, and one that it is to have. */
  public StandInInstance withClass(String newClass, Optional<String> pending) {
    return new StandInInstance(
        id, state, newClass, pending, source, engine, backupDays, deletionProtected, tags, asked);
  }

  /** The same with another source. */
  public StandInInstance following(Optional<String> newSource) {
    return new StandInInstance(
        id,
        state,
        instanceClass,
        pendingClass,
        newSource,
        engine,
        backupDays,
        deletionProtected,
        tags,
        asked);
  }

  /** The same of another engine. */
  public StandInInstance of(String newEngine) {
    return new StandInInstance(
        id,
        state,
        instanceClass,
        pendingClass,
        source,
        newEngine,
        backupDays,
        deletionProtected,
        tags,
        asked);
  }

  /** The same with other backups. */
  public StandInInstance withBackupDays(int days) {
    return new StandInInstance(
        id,
        state,
        instanceClass,
        pendingClass,
        source,
        engine,
        days,
        deletionProtected,
        tags,
        asked);
  }

  /** The same with a tag. */
  public StandInInstance withTag(String name, String value) {
    Map<String, String> more = new TreeMap<>(tags);
    more.put(name, value);
    return withTags(more);
  }

  /** The same with other tags. */
  public StandInInstance withTags(Map<String, String> newTags) {
    return new StandInInstance(
        id,
        state,
        instanceClass,
        pendingClass,
        source,
        engine,
        backupDays,
        deletionProtected,
        newTags,
        asked);
  }

  /** The same, made by a request with these parameters. */
  public StandInInstance askedWith(Map<String, String> parameters) {
    return new StandInInstance(
        id,
        state,
        instanceClass,
        pendingClass,
        source,
        engine,
        backupDays,
        deletionProtected,
        tags,
        parameters);
  }

  /** The same with deletion protection. */
  public StandInInstance protectedFromDeletion() {
    return new StandInInstance(
        id, state, instanceClass, pendingClass, source, engine, backupDays, true, tags, asked);
  }

  /** The ids of those that follow it. */
  List<String> replicas(Iterable<StandInInstance> all) {
    List<String> found = new ArrayList<>();
    all.forEach(
        other -> {
          if (other.source().filter(id::equals).isPresent()) {
            found.add(other.id());
          }
        });
    return found;
  }
}
