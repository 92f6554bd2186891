package io.ec2cluster.rds;

import io.ec2cluster.RefusedException;
import io.ec2cluster.rds.FleetAction.Remove;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;
import java.util.Optional;

/**
 * Removes replicas. Whose one is, is looked up again right before it is deleted: it may have been
 * promoted since the plan was made.
 *
 * @param ownership whose the cluster is
 * @param api RDS
 * @param watch pauses where RDS is not ready
 * @param kept the replicas that stay: of those at least keep-at-least have to be available
 */
record ReplicaRemoval(Ownership ownership, RdsApi api, FleetWatch watch, List<String> kept) {
  /** Copies the list. */
  ReplicaRemoval {
    kept = List.copyOf(kept);
  }

  Step delete(Remove removal) {
    String id = removal.instance();
    return Step.named("remove " + id)
        .description("Delete the replica %s: %s".formatted(id, removal.reason().words()))
        .action(step -> delete(step, id));
  }

  /** Returns once RDS has begun. */
  private void delete(StepContext step, String id) {
    while (true) {
      Fleet fleet = watch.look();
      Optional<DbInstance> replica = fleet.find(id);
      if (replica.isEmpty() || replica.get().isGoing()) {
        return;
      }
      Optional<String> obstacle = doubt(replica.get(), fleet).or(() -> tooFewLeft(fleet));
      if (obstacle.isEmpty()) {
        if (api.delete(id) != Answer.NOT_NOW) {
          return;
        }
        obstacle = Optional.of("it is " + replica.get().state() + ", in which RDS deletes nothing");
      }
      String words = "%s is not deleted yet: %s".formatted(id, obstacle.get());
      step.progress(words);
      watch.pauseOrGiveUp(step, () -> words);
    }
  }

  /** Readers need somebody to read from. */
  private Optional<String> tooFewLeft(Fleet fleet) {
    long usable =
        kept.stream()
            .filter(id -> fleet.find(id).filter(DbInstance::isAvailable).isPresent())
            .count();
    int floor = ownership.settings().floor();
    return usable < floor
        ? Optional.of(
            "%d of the replicas that stay are available, keep-at-least is %d"
                .formatted(usable, floor))
        : Optional.empty();
  }

  /** Whether it cannot be said whose it is; what is not ours ends the operation. */
  private Optional<String> doubt(DbInstance replica, Fleet fleet) {
    if (fleet.master().isEmpty()) {
      return Optional.of("RDS does not show " + ownership.settings().master().instanceId());
    }
    if (!ownership.isOurs(replica, fleet.master().get())) {
      throw new RefusedException(
          "%s is no replica of %s that is ours any more (%s): it is not deleted"
              .formatted(
                  replica.id(), ownership.settings().master().instanceId(), replica.inWords()));
    }
    PlanRules.checkRemovable(replica);
    return Optional.empty();
  }
}
