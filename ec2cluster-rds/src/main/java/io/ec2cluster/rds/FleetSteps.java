package io.ec2cluster.rds;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the steps of a plan. What RDS does at the same time is asked for first and waited for
 * afterwards, once.
 *
 * @param ownership whose the cluster is
 * @param api RDS
 * @param watch waits
 * @param demand what was asked for
 * @param pool leads the readers, where there is a pool
 * @param proxy the HAProxy of the readers, where there is one
 * @param drain waits for them, where that is wanted
 */
record FleetSteps(
    Ownership ownership,
    RdsApi api,
    FleetWatch watch,
    Demand demand,
    Optional<PoolSteps> pool,
    Optional<ReaderProxy> proxy,
    Optional<Drain> drain) {
  private static final String REPLICAS = "wait for the replicas";

  Plan of(FleetPlan plan, Fleet fleet) {
    Plan.Builder steps = Plan.builder();
    pool.ifPresent(readers -> steps.steps(readers.repair(atOnce(plan.classChanges()))));
    plan.master().forEach(action -> steps.steps(master(action)));
    addReplicas(plan, fleet, steps);
    proxy.ifPresent(there -> listReaders(there, plan, fleet, steps));
    plan.classChanges().forEach(change -> steps.steps(replicaClass(change)));
    pool.ifPresent(readers -> steps.steps(readers.leaving(plan.removals())));
    plan.removals().forEach(removal -> steps.steps(removal(removal, plan, fleet)));
    List<String> going =
        Stream.concat(
                plan.removals().stream().map(FleetAction::instance), plan.departing().stream())
            .toList();
    if (!going.isEmpty()) {
      steps.step(await("wait until removed replicas are gone", going, Goals.gone()));
    }
    if (!plan.isEmpty()) {
      steps.step(lookAgain());
    }
    return steps.build();
  }

  /** Whoever changed the fleet meanwhile, or a first look that was out of date, shows here. */
  private Step lookAgain() {
    return Step.named("look again")
        .description("Look whether the fleet is the one that was asked for")
        .action(
            step -> {
              FleetPlan rest = FleetPlanner.plan(ownership, watch.look(), demand);
              if (!rest.creations().isEmpty() || !rest.removals().isEmpty()) {
                throw new DeadlineException(
                    "the fleet is another than was asked for, though every step was done (%s): somebody else changes it, or RDS's description was out of date. The same command again goes on"
                        .formatted(
                            rest.actions().stream()
                                .map(FleetAction::instance)
                                .collect(Collectors.joining(", "))));
              }
            });
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
                step.note(
                    restore.instance()
                        + " exists by now: an earlier attempt restored it, or somebody else made it");
              } else if (answer != Answer.ACCEPTED) {
                throw new EnvironmentException(
                    "RDS did not restore %s (%s). Nothing was changed"
                        .formatted(restore.instance(), answer));
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
      steps.step(
          pool.map(readers -> awaitReaders(plan.kept(), readers))
              .orElseGet(() -> await(REPLICAS, plan.kept(), Goals.available())));
    }
  }

  /** Also what an earlier run left undone. */
  private static void listReaders(
      ReaderProxy proxy, FleetPlan plan, Fleet fleet, Plan.Builder steps) {
    Set<String> going =
        plan.removals().stream().map(FleetAction::instance).collect(Collectors.toSet());
    boolean isNew = fleet.master().isEmpty() || !plan.creations().isEmpty();
    if (isNew || !proxy.isCurrent(fleet, going)) {
      steps.step(proxy.refresh(going));
    }
  }

  private Step classChange(FleetAction.ChangeClass change) {
    return new ClassChange(api, watch, change.instance(), change.to(), demand.when())
        .step(change.from());
  }

  /** What waits for a maintenance window keeps its readers until then. */
  private List<FleetAction.ChangeClass> atOnce(List<FleetAction.ChangeClass> changes) {
    return demand.when() == When.IMMEDIATELY ? changes : List.of();
  }

  private List<Step> replicaClass(FleetAction.ChangeClass change) {
    Step step = classChange(change);
    if (demand.when() != When.IMMEDIATELY) {
      return List.of(step);
    }
    String id = change.instance();
    List<Step> steps = pool.map(readers -> readers.around(id, step)).orElseGet(() -> List.of(step));
    return proxy.map(there -> there.around(id, steps)).orElse(steps);
  }

  /** A sequence for each replica, so that readers are led away before it is deleted. */
  private List<Step> removal(FleetAction.Remove removal, FleetPlan plan, Fleet fleet) {
    List<Step> steps = new ArrayList<>();
    proxy.ifPresent(there -> steps.add(there.without(removal.instance())));
    pool.ifPresent(readers -> steps.add(readers.forgotten(removal)));
    drain.ifPresent(wait -> fleet.find(removal.instance()).map(wait::step).ifPresent(steps::add));
    steps.add(new ReplicaRemoval(ownership, api, watch, demand, plan).delete(removal));
    return steps;
  }

  private Step awaitReaders(List<String> kept, PoolSteps readers) {
    Step plain = await(REPLICAS, kept, Goals.available());
    return Step.named(plain.name())
        .description(plain.description() + "; each joins the reader pool then")
        .action(step -> watch.await(step, kept, Goals.available(), readers.joining()));
  }

  private Step await(String name, List<String> ids, FleetWatch.Goal goal) {
    return Step.named(name)
        .description("Wait until %s: %s".formatted(goal.words(), String.join(", ", ids)))
        .action(step -> watch.await(step, ids, goal));
  }
}
