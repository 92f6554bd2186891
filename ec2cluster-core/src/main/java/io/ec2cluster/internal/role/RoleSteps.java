package io.ec2cluster.internal.role;

import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Leader;
import io.ec2cluster.role.ReplicaPool;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Action;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Presence;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The parts that the plans of a role's life have in common. */
final class RoleSteps {
  private final OperationContext context;
  private final EngineNode node;
  private final Candidate candidate;

  RoleSteps(OperationContext context, EngineNode node, Candidate candidate) {
    this.context = context;
    this.node = node;
    this.candidate = candidate;
  }

  /** Where a leader's engine is reached. */
  static PrimaryLocation location(Leader leader) {
    return new PrimaryLocation(
        leader.owner().instanceId(),
        leader.owner().address(),
        leader.owner().port(),
        leader.dataIdentity(),
        leader.publishedAt());
  }

  /** Steps that start the engine; the back end is told before each of them. */
  List<Step> announced(List<Step> starts) {
    List<Step> announced = new ArrayList<>();
    for (Step start : starts) {
      Action action = start.action();
      announced.add(
          new Step(
              start.name(),
              start.description(),
              start.check(),
              step -> {
                presence().startingEngine();
                action.run(step);
              },
              start.undo(),
              start.deadline()));
    }
    return announced;
  }

  /** Joins the replica pool, where there is one, once the replica is fit for readers. */
  void joinPool(Plan.Builder plan, Duration deadline) {
    context
        .names()
        .replica()
        .ifPresent(
            name ->
                plan.step(
                    Step.named("join the replica pool")
                        .description("Add " + candidate.target() + " to " + name)
                        .action(step -> join(pool(), deadline, step))));
  }

  private void join(ReplicaPool pool, Duration deadline, StepContext step)
      throws InterruptedException {
    step.await(
        "this replica to be fit for readers", deadline, () -> node.unfitForReaders().isEmpty());
    pool.join(candidate.self().instanceId(), candidate.target());
  }

  /** The replica pool; only where there is a name for it. */
  ReplicaPool pool() {
    return new ReplicaPool(
        context.cloud().zone(),
        context.names().replica().orElseThrow(),
        context.names().replicaTtl(),
        context.settings().dns().weight());
  }

  /** Marks the instance with its role, where the configuration asks for it. */
  void tag(Plan.Builder plan, Role role) {
    if (context.settings().aws().tagRole()) {
      plan.step(
          Step.named("tag the instance")
              .description("Tag the instance with ec2cluster:role=" + role.label())
              .action(step -> context.cloud().tagRole(role)));
    }
  }

  /** The steps that start a replica, verify it and let readers see it. */
  void startReplica(Plan.Builder plan, Supplier<Assignment> assignment, Duration deadline) {
    plan.steps(announced(node.start(Role.REPLICA, assignment)))
        .steps(node.verify(Role.REPLICA, assignment));
    joinPool(plan, deadline);
    tag(plan, Role.REPLICA);
  }

  /** Stops the engine and proves it, at once. */
  void stopEngine(StepContext step) throws InterruptedException {
    for (Step stop : node.stop()) {
      stop.action().run(step);
    }
    presence().engineStopped();
  }

  /** Tells the back end that this process works for the node, before it claims. */
  void announceWork() {
    if (presence() == Presence.none()) {
      return;
    }
    Probe probe = node.probe();
    switch (probe.running()) {
      case NO -> presence().working();
      case YES -> presence().engineRuns(probe.pid());
      case UNKNOWN -> presence().startingEngine();
    }
  }

  /** Tells the back end at the end whether the engine runs, on every way out. */
  void tellPresence(Plan.Builder plan) {
    if (presence() != Presence.none()) {
      plan.finalizer("tell whether the engine runs", this::tell);
    }
  }

  private void tell(StepContext step) {
    Probe probe = node.probe();
    switch (probe.running()) {
      case NO -> presence().engineStopped();
      case YES -> presence().engineRuns(probe.pid());
      case UNKNOWN -> step.progress("whether the engine runs is not known: " + probe.description());
    }
  }

  private Presence presence() {
    return context.cloud().presence(context.cluster());
  }
}
