package io.ec2cluster.rds;

import io.ec2cluster.RefusedException;
import io.ec2cluster.rds.FleetAction.Create;
import io.ec2cluster.rds.FleetAction.Remove;
import io.ec2cluster.rds.MasterSettings.Restore;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is refused before anything is touched.
 *
 * @param ownership whose the cluster is
 * @param fleet what there is
 */
record PlanRules(Ownership ownership, Fleet fleet) {
  /** Fewer replicas than may be left. */
  static void checkFloor(Ownership ownership, int wanted) {
    int floor = ownership.settings().floor();
    if (wanted < floor) {
      throw new RefusedException(
          "%d replicas are asked for, and cluster '%s' keeps at least %d. Ask for as many, or set keep-at-least: %d"
              .formatted(wanted, ownership.cluster(), floor, wanted));
    }
  }

  /** The snapshot that a missing master is restored from. */
  static String snapshotToRestore(Ownership ownership, Demand demand) {
    MasterSettings master = ownership.settings().master();
    String missing =
        "the master %s of cluster '%s' does not exist in this region and account"
            .formatted(master.instanceId(), ownership.cluster());
    if (master.snapshot().isEmpty()) {
      throw new RefusedException(
          missing
              + ", and no snapshot is configured to restore it from: create it, or set"
              + " master.snapshot and give --restore");
    }
    String snapshot = master.snapshot().get();
    if (!demand.restore() && master.restore() != Restore.IF_MISSING) {
      throw new RefusedException(
          "%s. If it shall begin with the data of the snapshot '%s': 'ec2cluster rds create-cluster %s --restore' with the other options of this call (or master.restore: if-missing). Nothing was changed"
              .formatted(missing, snapshot, ownership.cluster()));
    }
    return snapshot;
  }

  /**
   * A master that is said to be missing while something still follows it: one of the two answers is
   * out of date.
   */
  static void checkNobodyFollows(Ownership ownership, Fleet fleet) {
    String masterId = ownership.settings().master().instanceId();
    List<String> followers =
        fleet.others().values().stream()
            .filter(other -> other.source().filter(masterId::equals).isPresent())
            .map(DbInstance::id)
            .toList();
    if (!followers.isEmpty()) {
      throw new RefusedException(
          "RDS says that the master %s of cluster '%s' does not exist, and that %s follow it: one of the two is out of date. Nothing overrides this; look again in some minutes"
              .formatted(masterId, ownership.cluster(), String.join(", ", followers)));
    }
  }

  /** An id that something else has. */
  static void checkFollows(Ownership ownership, DbInstance replica, Optional<DbInstance> master) {
    if (master.filter(replica::follows).isEmpty()) {
      throw new RefusedException(
          "the id '%s' of cluster '%s' is taken by an instance that does not follow %s (%s). Give the replica another id, or delete that instance by hand"
              .formatted(
                  replica.id(),
                  ownership.cluster(),
                  ownership.settings().master().instanceId(),
                  replica.inWords()));
    }
  }

  /** What the master, where there is one, cannot be the source of; what must not go. */
  void checkSource(List<Create> creations, List<Remove> removals) {
    removals.forEach(
        removal -> fleet.find(removal.instance()).ifPresent(PlanRules::checkRemovable));
    if (!creations.isEmpty()) {
      fleet.master().ifPresent(master -> checkSource(master, creations));
    }
  }

  private void checkSource(DbInstance master, List<Create> creations) {
    checkCanBeSource(master);
    long followers =
        fleet.others().values().stream()
            .filter(other -> other.follows(master) && creations.stream().noneMatch(isOf(other)))
            .count();
    if (followers + creations.size() > master.mostReplicas()) {
      throw new RefusedException(
          "%s has %d replicas; %d more would be over the %d that %s allows. Remove some first: --prune removes ours that are not listed, a smaller --max-replicas those that are"
              .formatted(
                  master.id(),
                  followers,
                  creations.size(),
                  master.mostReplicas(),
                  master.engine()));
    }
  }

  /** What RDS cannot make replicas of, whatever its state. */
  static void checkCanBeSource(DbInstance master) {
    if (master.engine().startsWith("aurora")) {
      throw new RefusedException(
          "%s is an instance of Aurora, whose replicas belong to its own cluster: use Aurora Auto Scaling"
              .formatted(master.id()));
    }
    if (master.backupDays() == 0) {
      throw new RefusedException(
          "%s keeps no backups, without which RDS makes no replicas of it. Give it a backup retention period of a day or more first (aws rds modify-db-instance --db-instance-identifier %s --backup-retention-period 1 --apply-immediately)"
              .formatted(master.id(), master.id()));
    }
  }

  /** What would be lost, or refused later, when a replica goes. */
  static void checkRemovable(DbInstance replica) {
    if (!replica.replicas().isEmpty()) {
      throw new RefusedException(
          "%s cannot be removed: %s would lose their source. Remove or promote them first"
              .formatted(replica.id(), String.join(", ", replica.replicas())));
    }
    if (replica.deletionProtected()) {
      throw new RefusedException(
          "%s cannot be removed: its deletion protection is on. Switch that off first"
              .formatted(replica.id()));
    }
  }

  private static Predicate<Create> isOf(DbInstance instance) {
    return creation -> creation.instance().equals(instance.id());
  }
}
