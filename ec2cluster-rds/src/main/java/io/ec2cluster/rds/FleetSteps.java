package io.ec2cluster.rds;

import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the steps of a plan. What RDS does at the same time is asked for first and waited for
 * afterwards, once.
 *
 * @param ownership whose the cluster is
 * @param api RDS
 * @param watch waits
 * @param when when classes change
 */
record FleetSteps(Ownership ownership, RdsApi api, FleetWatch watch, When when) {
  Plan of(FleetPlan plan, Fleet fleet) {
    Plan.Builder steps = Plan.builder();
    plan.master().forEach(action -> steps.steps(master(action)));
    addReplicas(plan, fleet, steps);
    plan.classChanges().forEach(change -> steps.step(classChange(change)));
    plan.removals().forEach(removal -> steps.steps(removal(removal, plan.kept())));
    List<String> going =
        Stream.concat(
                plan.removals().stream().map(FleetAction::instance), plan.departing().stream())
            .toList();
    if (!going.isEmpty()) {
      steps.step(await("wait until removed replicas are gone", going, Goals.gone()));
    }
    return steps.build();
  }

  private List<Step> master(FleetAction action) {
    return action instanceof FleetAction.Restore restore
        ? List.of(
            restoreStep(restore),
            await("wait for " + restore.instance(), List.of(restore.instance()), Goals.available()))
        : List.of(classChange((FleetAction.ChangeClass) action));
  }

  private Step restoreStep(FleetAction.Restore restore) {
    return Step.named("restore " + restore.instance())
        .description(
            "Restore the master %s from the snapshot %s"
                .formatted(restore.instance(), restore.snapshot()))
        .action(
            step -> {
              Answer answer =
                  api.restore(ownership.settings().master(), restore.snapshot(), ownership.marks());
              if (answer == Answer.EXISTS) {
                step.note(restore.instance() + " exists by now: it was not restored");
              }
            });
  }

  private void addReplicas(FleetPlan plan, Fleet fleet, Plan.Builder steps) {
    ReplicaCreation creation = new ReplicaCreation(ownership, api, watch);
    plan.creations()
        .forEach(
            create ->
                steps.step(
                    Step.named("create " + create.instance())
                        .description(creation.description(create.replica()))
                        .action(step -> creation.create(step, create.replica()))));
    boolean allThere =
        plan.kept().stream()
            .allMatch(id -> fleet.find(id).filter(DbInstance::isAvailable).isPresent());
    if (!allThere) {
      steps.step(await("wait for the replicas", plan.kept(), Goals.available()));
    }
  }

  private Step classChange(FleetAction.ChangeClass change) {
    return new ClassChange(api, watch, change.instance(), change.to(), when).step(change.from());
  }

  /** A sequence for each replica, so that readers can be led away before it is deleted. */
  private List<Step> removal(FleetAction.Remove removal, List<String> kept) {
    return List.of(new ReplicaRemoval(ownership, api, watch, kept).delete(removal));
  }

  private Step await(String name, List<String> ids, FleetWatch.Goal goal) {
    return Step.named(name)
        .description("Wait until %s: %s".formatted(goal.words(), String.join(", ", ids)))
        .action(step -> watch.await(step, ids, goal));
  }
}
