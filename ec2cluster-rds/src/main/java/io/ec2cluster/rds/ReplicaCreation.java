package io.ec2cluster.rds;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.StepContext;
import java.util.Optional;

/**
 * Asks for replicas. The id decides: RDS creates none twice, so one whose answer was lost, or that
 * another run of the same command made, is found again and taken if it follows the master.
 *
 * @param ownership whose the cluster is
 * @param api RDS
 * @param watch pauses where RDS is not ready
 */
record ReplicaCreation(Ownership ownership, RdsApi api, FleetWatch watch) {
  String description(ReplicaSettings replica) {
    return "Create the replica %s of %s%s%s"
        .formatted(
            replica.id(),
            masterId(),
            replica.instanceClass().map(given -> ", class " + given).orElse(""),
            replica.zone().map(given -> ", zone " + given).orElse(""));
  }

  /** Returns once RDS has begun; whoever waits for the replica does so afterwards. */
  void create(StepContext step, ReplicaSettings replica) {
    while (true) {
      Answer answer = api.create(replica, masterId(), ownership.marks());
      Optional<String> obstacle =
          switch (answer) {
            case ACCEPTED -> Optional.empty();
            case EXISTS -> existing(step, replica);
            case NOT_NOW -> Optional.of(source());
            case NOT_FOUND, NO_SNAPSHOT, NOT_OFFERED, FAILED ->
                throw new EnvironmentException(
                    "cannot create %s: RDS does not know its source %s. Nothing was changed"
                        .formatted(replica.id(), masterId()));
          };
      if (obstacle.isEmpty()) {
        return;
      }
      step.progress("%s: %s".formatted(replica.id(), obstacle.get()));
      watch.pauseOrGiveUp(step, () -> replica.id() + " is not created: " + obstacle.get());
    }
  }

  /** What the id is taken by; nothing if that is the replica that is wanted. */
  private Optional<String> existing(StepContext step, ReplicaSettings replica) {
    Fleet fleet = watch.look();
    Optional<DbInstance> found = fleet.find(replica.id());
    if (found.isEmpty()) {
      return Optional.of("its id is taken, and RDS does not show it yet");
    }
    if (fleet.master().isEmpty()) {
      return Optional.of(
          "its id is taken, and RDS does not show the source %s".formatted(masterId()));
    }
    PlanRules.checkFollows(ownership, found.get(), fleet.master());
    if (found.get().isGoing()) {
      return Optional.of("one of this id is still being deleted");
    }
    step.note(
        "%s was there already when it was to be created (%s)"
            .formatted(replica.id(), found.get().inWords()));
    return Optional.empty();
  }

  /** Why the master cannot be copied for now. */
  private String source() {
    Optional<DbInstance> master = watch.look().master();
    master.ifPresent(
        found -> {
          watch.checkHealth(found);
          PlanRules.checkCanBeSource(found);
        });
    return "the source %s is %s"
        .formatted(masterId(), master.map(DbInstance::state).orElse("not there"));
  }

  private String masterId() {
    return ownership.settings().master().instanceId();
  }
}
