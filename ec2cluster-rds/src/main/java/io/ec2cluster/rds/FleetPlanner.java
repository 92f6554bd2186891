package io.ec2cluster.rds;

import io.ec2cluster.rds.FleetAction.ChangeClass;
import io.ec2cluster.rds.FleetAction.Create;
import io.ec2cluster.rds.FleetAction.Remove;
import io.ec2cluster.rds.FleetAction.Remove.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what is to be done: a function of configuration, fleet and demand alone. For one use, by
 * one thread.
 */
final class FleetPlanner {
  private final Ownership ownership;
  private final RdsClusterSettings settings;
  private final Fleet fleet;
  private final Demand demand;
  private final int wanted;
  private final List<FleetAction> master = new ArrayList<>();
  private final List<Create> creations = new ArrayList<>();
  private final List<String> kept = new ArrayList<>();
  private final List<ChangeClass> classChanges = new ArrayList<>();
  private final List<Remove> removals = new ArrayList<>();
  private final List<String> departing = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private FleetPlanner(Ownership ownership, Fleet fleet, Demand demand) {
    this.ownership = ownership;
    this.settings = ownership.settings();
    this.fleet = fleet;
    this.demand = demand;
    this.wanted = demand.replicas(settings);
  }

  /**
   * The plan.
   *
   * @throws io.ec2cluster.RefusedException where a rule of safety forbids what is asked
   */
  static FleetPlan plan(Ownership ownership, Fleet fleet, Demand demand) {
    return new FleetPlanner(ownership, fleet, demand).plan();
  }

  private FleetPlan plan() {
    PlanRules.checkFloor(ownership, wanted);
    planMaster();
    planWanted();
    planUnlisted();
    planAboveLimit();
    new PlanRules(ownership, fleet).checkSource(creations, removals);
    return new FleetPlan(master, creations, kept, classChanges, removals, departing, notes);
  }

  private void planMaster() {
    MasterSettings configured = settings.master();
    if (fleet.master().isEmpty()) {
      PlanRules.checkNobodyFollows(ownership, fleet);
      String snapshot = PlanRules.snapshotToRestore(ownership, demand);
      master.add(new FleetAction.Restore(configured.instanceId(), snapshot));
    } else {
      classChange(fleet.master().get()).ifPresent(master::add);
    }
  }

  /** The first in the configuration's order. */
  private void planWanted() {
    for (ReplicaSettings replica : settings.replicas().subList(0, wanted)) {
      Optional<DbInstance> found = fleet.find(replica.id());
      kept.add(replica.id());
      if (found.isEmpty()) {
        creations.add(new Create(replica));
        continue;
      }
      PlanRules.checkFollows(ownership, found.get(), fleet.master());
      if (found.get().isGoing()) {
        notes.add(replica.id() + " is being deleted: it is created again once it is gone");
        creations.add(new Create(replica));
      } else {
        classChange(found.get()).ifPresent(classChanges::add);
      }
    }
  }

  /** Removed before those of the configuration. */
  private void planUnlisted() {
    for (DbInstance other : fleet.others().values()) {
      if (!ownership.isListed(other.id())) {
        planUnlisted(other);
      }
    }
  }

  private void planUnlisted(DbInstance other) {
    boolean follows = fleet.master().filter(other::follows).isPresent();
    if (!follows || !ownership.isMarked(other)) {
      if (follows) {
        notes.add(
            "%s follows %s and is not ours: neither listed nor marked %s=%s. It is left alone"
                .formatted(
                    other.id(),
                    settings.master().instanceId(),
                    Ownership.CLUSTER_TAG,
                    ownership.cluster()));
      }
    } else if (demand.prune()) {
      remove(other, Reason.NOT_LISTED);
    } else if (!other.isGoing()) {
      notes.add(
          "%s is ours and the configuration does not list it any more: --prune removes it"
              .formatted(other.id()));
    }
  }

  /** The last first. */
  private void planAboveLimit() {
    List<ReplicaSettings> listed = settings.replicas();
    for (int i = listed.size() - 1; i >= wanted; i--) {
      Optional<DbInstance> found = fleet.find(listed.get(i).id());
      if (found.isEmpty()) {
        continue;
      }
      if (fleet.master().filter(source -> ownership.isOurs(found.get(), source)).isPresent()) {
        remove(found.get(), Reason.ABOVE_LIMIT);
      } else {
        notes.add(
            "%s is left alone, though it is above the %d that are wanted: it is no replica of %s (%s)"
                .formatted(
                    found.get().id(),
                    wanted,
                    settings.master().instanceId(),
                    found.get().inWords()));
      }
    }
  }

  private void remove(DbInstance replica, Reason reason) {
    if (replica.isGoing()) {
      departing.add(replica.id());
    } else {
      removals.add(new Remove(replica.id(), reason));
    }
  }

  private Optional<ChangeClass> classChange(DbInstance instance) {
    Optional<String> wantedClass = ownership.wantedClass(instance);
    if (wantedClass.isEmpty()) {
      return Optional.empty();
    }
    String to = wantedClass.get();
    noteKeptClass(instance, to);
    boolean queued = instance.pendingClass().filter(to::equals).isPresent();
    if (instance.hasClass(to) || (queued && demand.when() == When.MAINTENANCE_WINDOW)) {
      return Optional.empty();
    }
    return Optional.of(new ChangeClass(instance.id(), instance.instanceClass(), to));
  }

  private void noteKeptClass(DbInstance instance, String to) {
    settings
        .configuredClass(instance.id())
        .filter(configured -> !configured.equals(to))
        .ifPresent(
            configured ->
                notes.add(
                    "%s keeps the class %s that modify-instance gave it; the configuration's is %s: 'rds modify-instance %s --as-configured' goes back to that"
                        .formatted(instance.id(), to, configured, instance.id())));
  }
}
