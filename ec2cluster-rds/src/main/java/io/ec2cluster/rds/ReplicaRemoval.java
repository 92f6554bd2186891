package io.ec2cluster.rds;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.rds.FleetAction.Remove;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes replicas. Whose one is, is looked up again right before it is deleted: it may have been
 * promoted since the plan was made.
 *
 * @param ownership whose the cluster is
 * @param api RDS
 * @param watch pauses where RDS is not ready
 * @param demand what was asked for
 * @param plan what was planned; of the replicas that stay, at least keep-at-least have to be
 *     available
 */
record ReplicaRemoval(
    Ownership ownership, RdsApi api, FleetWatch watch, Demand demand, FleetPlan plan) {
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
        checkStillPlanned(id, fleet);
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

  /** Whoever made more of them since is at work on another number: two halves make no fleet. */
  private void checkStillPlanned(String id, Fleet fleet) {
    Set<String> planned =
        plan.removals().stream().map(FleetAction::instance).collect(Collectors.toSet());
    List<String> more =
        FleetPlanner.plan(ownership, fleet, demand).removals().stream()
            .map(FleetAction::instance)
            .filter(instance -> !planned.contains(instance))
            .toList();
    if (!more.isEmpty()) {
      throw new DeadlineException(
          "%s is not deleted: %s was not there when the plan was made, and is above what is asked for here: somebody else changes the fleet. The same command again goes on"
              .formatted(id, String.join(", ", more)));
    }
  }

  /** Readers need somebody to read from. */
  private Optional<String> tooFewLeft(Fleet fleet) {
    long usable =
        plan.kept().stream()
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
