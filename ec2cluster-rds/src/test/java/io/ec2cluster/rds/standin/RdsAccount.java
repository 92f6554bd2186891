package io.ec2cluster.rds.standin;

import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The instances of the stand-in, and how they change. Safe for use by several threads. */
public final class RdsAccount {
  private static final int MOST_REPLICAS = 15;
  private static final int REMEMBERED = 3;
  private static final Set<String> UNDELETABLE = Set.of("creating", "modifying", "rebooting");

  private final FakeTime time;
  private final Durations durations;
  private final Map<String, StandInInstance> instances = new TreeMap<>();
  private final List<Map<String, StandInInstance>> past = new ArrayList<>();
  private final Set<String> snapshots = new TreeSet<>();
  private final List<String> deleted = new ArrayList<>();
  private final Map<String, String> fates = new TreeMap<>();
  private final List<Integer> readersLeft = new ArrayList<>();
  private final Set<String> notOffered = new TreeSet<>();
  private int pageLimit = 100;
  private Consumer<String> onDeletion = id -> {};
  private boolean filtersStrict;

  RdsAccount(FakeTime time, Durations durations) {
    this.time = time;
    this.durations = durations;
  }

  /** Puts an instance there as it is. */
  public synchronized RdsAccount put(StandInInstance instance) {
    remember();
    instances.put(instance.id(), instance);
    return this;
  }

  /** Takes an instance away. */
  public synchronized void remove(String id) {
    remember();
    instances.remove(id);
  }

  /** Puts a snapshot there. */
  public synchronized RdsAccount snapshot(String id) {
    snapshots.add(id);
    return this;
  }

  /** The state that creations of an id end in, instead of {@code available}. */
  public synchronized RdsAccount fate(String id, String state) {
    fates.put(id, state);
    return this;
  }

  /** Answers with no more instances a page. */
  public synchronized RdsAccount pages(int size) {
    pageLimit = size;
    return this;
  }

  /** Refuses a class from now on. */
  public synchronized RdsAccount notOffering(String instanceClass) {
    notOffered.add(instanceClass);
    return this;
  }

  /** Answers a filter with "not found" as soon as one of its ids is not there. */
  public synchronized RdsAccount strictFilters() {
    filtersStrict = true;
    return this;
  }

  synchronized boolean hasStrictFilters() {
    return filtersStrict;
  }

  private void refuseClass(StandInInstance instance) {
    if (notOffered.contains(instance.instanceClass())) {
      throw new RdsError(
          400,
          "InvalidParameterCombination",
          "RDS does not support creating a DB instance with the following combination: DBInstanceClass=%s, Engine=%s"
              .formatted(instance.instanceClass(), instance.engine()));
    }
  }

  synchronized int pageLimit() {
    return pageLimit;
  }

  /** An instance. */
  public synchronized Optional<StandInInstance> find(String id) {
    return Optional.ofNullable(instances.get(id));
  }

  /** All instances, by id. */
  public synchronized Map<String, StandInInstance> instances() {
    return new LinkedHashMap<>(instances);
  }

  /** Lets something happen when an instance begins to be deleted. */
  public synchronized RdsAccount onDeletion(Consumer<String> event) {
    onDeletion = event;
    return this;
  }

  /** The ids that a request deleted, in order. */
  public synchronized List<String> deleted() {
    return List.copyOf(deleted);
  }

  /** How many available replicas of the same source every deletion of a replica left. */
  public synchronized List<Integer> readersLeftByDeletions() {
    return List.copyOf(readersLeft);
  }

  private int otherReaders(String id, String source) {
    return Math.toIntExact(
        instances.values().stream()
            .filter(other -> other.source().filter(source::equals).isPresent())
            .filter(other -> !other.id().equals(id) && other.state().equals("available"))
            .count());
  }

  /** The instances as they were some changes ago. */
  synchronized Map<String, StandInInstance> stale() {
    return past.isEmpty() ? instances() : new LinkedHashMap<>(past.get(0));
  }

  synchronized void create(StandInInstance instance, String sourceId) {
    StandInInstance source = require(sourceId);
    refuseExisting(instance.id());
    refuseClass(instance);
    if (source.backupDays() == 0) {
      throw RdsError.badState("Automated backups are not enabled for this database instance.");
    }
    if (!source.state().equals("available")) {
      throw RdsError.badState(sourceId + " is not in the available state");
    }
    if (source.replicas(instances.values()).size() >= MOST_REPLICAS) {
      throw new RdsError(400, "InstanceQuotaExceeded", "Exceeded the number of read replicas");
    }
    begin(
        instance
            .following(Optional.of(sourceId))
            .of(source.engine())
            .withBackupDays(0)
            .withClass(
                instance.instanceClass().isEmpty()
                    ? source.instanceClass()
                    : instance.instanceClass(),
                Optional.empty()));
  }

  synchronized void restore(StandInInstance instance, String snapshot) {
    refuseExisting(instance.id());
    refuseClass(instance);
    if (!snapshots.contains(snapshot)) {
      throw new RdsError(404, "DBSnapshotNotFound", "DBSnapshot " + snapshot + " not found.");
    }
    begin(instance);
  }

  synchronized void modify(String id, String newClass, boolean atOnce) {
    StandInInstance instance = require(id);
    if (!instance.state().equals("available")) {
      throw RdsError.badState(id + " is not in the available state");
    }
    refuseClass(instance.withClass(newClass, Optional.empty()));
    if (newClass.equals(instance.instanceClass())) {
      change(id, same -> same.withClass(newClass, Optional.empty()));
      return;
    }
    change(id, queued -> queued.withClass(queued.instanceClass(), Optional.of(newClass)));
    if (atOnce) {
      Duration done = durations.announcement().plus(durations.modification());
      time.after(durations.announcement(), () -> change(id, busy -> busy.in("modifying")));
      time.after(
          done,
          () -> change(id, ready -> ready.in("available").withClass(newClass, Optional.empty())));
    }
  }

  synchronized void promote(String id) {
    StandInInstance instance = require(id);
    if (instance.source().isEmpty()) {
      throw RdsError.badState("DB Instance " + id + " is not a read replica");
    }
    if (!instance.state().equals("available")) {
      throw RdsError.badState(id + " is not in the available state");
    }
    // A second request right after the first meets an instance that is busy.
    change(id, busy -> busy.in("modifying"));
    time.after(
        durations.modification(),
        () ->
            change(id, done -> done.in("available").following(Optional.empty()).withBackupDays(1)));
  }

  synchronized void delete(String id) {
    StandInInstance instance = require(id);
    if (instance.deletionProtected()) {
      throw new RdsError(400, "InvalidParameterCombination", "Cannot delete protected DB Instance");
    }
    if (instance.state().equals("deleting")) {
      throw RdsError.badState(id + " is already being deleted.");
    }
    if (UNDELETABLE.contains(instance.state())) {
      throw RdsError.badState(id + " is not in a state that can be deleted");
    }
    deleted.add(id);
    onDeletion.accept(id);
    instance.source().ifPresent(source -> readersLeft.add(otherReaders(id, source)));
    change(id, going -> going.in("deleting"));
    time.after(durations.deletion(), () -> remove(id));
  }

  synchronized void tag(String arn, Map<String, String> tags) {
    String id = requireArn(arn);
    tags.forEach((name, value) -> change(id, instance -> instance.withTag(name, value)));
  }

  synchronized void untag(String arn, List<String> names) {
    change(
        requireArn(arn),
        instance -> {
          Map<String, String> fewer = new TreeMap<>(instance.tags());
          names.forEach(fewer::remove);
          return instance.withTags(fewer);
        });
  }

  synchronized StandInInstance require(String id) {
    return find(id).orElseThrow(() -> RdsError.unknown(id));
  }

  private String requireArn(String arn) {
    return instances.values().stream()
        .filter(instance -> instance.arn().equals(arn))
        .map(StandInInstance::id)
        .findFirst()
        .orElseThrow(() -> RdsError.unknown(arn));
  }

  private void refuseExisting(String id) {
    if (instances.containsKey(id)) {
      throw new RdsError(400, "DBInstanceAlreadyExists", "DB instance already exists");
    }
  }

  private void begin(StandInInstance instance) {
    put(instance.in("creating"));
    Duration whole = durations.of(instance.id());
    String end = fates.getOrDefault(instance.id(), "available");
    time.after(
        whole.multipliedBy(9).dividedBy(10),
        () -> change(instance.id(), made -> made.in("backing-up")));
    time.after(whole, () -> change(instance.id(), ready -> ready.in(end)));
  }

  private synchronized void change(String id, UnaryOperator<StandInInstance> change) {
    StandInInstance instance = instances.get(id);
    if (instance != null && !instance.state().equals("deleting")) {
      remember();
      instances.put(id, change.apply(instance));
    }
  }

  private void remember() {
    past.add(instances());
    if (past.size() > REMEMBERED) {
      past.remove(0);
    }
  }
}
