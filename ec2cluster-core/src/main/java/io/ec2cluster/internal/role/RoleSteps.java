package io.ec2cluster.internal.role;

import com.google.common.collect.ImmutableSet;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.internal.hook.Phase;
import io.ec2cluster.internal.hook.PhaseHooks;
import io.ec2cluster.internal.schedule.Schedule;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Leader;
import io.ec2cluster.role.ReplicaPool;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Presence;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The parts that the plans of a role's life have in common. */
final class RoleSteps {
  private final OperationContext context;
  private final EngineNode node;
  private final Candidate candidate;
  private final EnginePresence presence;
  private final PhaseHooks hooks;
  private final Schedule schedule;

  /**
   * The parts of one operation.
   *
   * @param engine the engine's id
   * @param operation the operation's id
   * @param assignment the role, once it is decided: for hooks
   */
  RoleSteps(
      OperationContext context,
      String engine,
      String operation,
      EngineNode node,
      Candidate candidate,
      Supplier<Optional<Assignment>> assignment) {
    this.context = context;
    this.node = node;
    this.candidate = candidate;
    this.presence = new EnginePresence(context, node);
    this.hooks = new PhaseHooks(context, engine, operation, assignment);
    this.schedule = new Schedule(context, engine);
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

  /** The engine's preparation for a role. */
  List<Step> prepare(Role role, Supplier<Assignment> assignment) {
    return hooks.around(Phase.PREPARE, node.prepare(role, assignment));
  }

  /** The engine's start in a role; the back end is told before. */
  List<Step> start(Role role, Supplier<Assignment> assignment) {
    return hooks.around(Phase.START, presence.announced(node.start(role, assignment)));
  }

  /** Steps that make a replica the primary; the back end is told before. */
  List<Step> promoting(List<Step> promotion) {
    return hooks.around(Phase.PROMOTE, presence.announced(promotion));
  }

  /** Steps that prepare a former primary for being a replica. */
  List<Step> demoting(List<Step> demotion) {
    return hooks.around(Phase.DEMOTE, demotion);
  }

  /** The step that publishes the name. */
  List<Step> publishing(Step publish) {
    return hooks.around(Phase.PUBLISH, List.of(publish));
  }

  /** Joins the replica pool, where there is one, once the replica is fit for readers. */
  void joinPool(Plan.Builder plan, Duration deadline) {
    context
        .names()
        .replica()
        .ifPresent(
            name -> plan.steps(hooks.around(Phase.JOIN_POOL, List.of(joining(name, deadline)))));
  }

  private Step joining(DnsName name, Duration deadline) {
    return Step.named("join the replica pool")
        .description("Add " + candidate.target() + " to " + name)
        .action(step -> join(pool(context), deadline, step));
  }

  private void join(ReplicaPool pool, Duration deadline, StepContext step)
      throws InterruptedException {
    step.await(
        "this replica to be fit for readers", deadline, () -> node.unfitForReaders().isEmpty());
    pool.join(candidate.self().instanceId(), candidate.target());
  }

  /** The replica pool; only where there is a name for it. */
  static ReplicaPool pool(OperationContext context) {
    return new ReplicaPool(
        context.cloud().zone(),
        context.names().replica().orElseThrow(),
        context.names().replicaTtl(),
        context.settings().dns().weight(),
        context.time(),
        context.random());
  }

  /** What follows a change of the role: the instance's mark, the jobs of the primary. */
  void become(Plan.Builder plan, Role role) {
    if (context.settings().aws().tagRole()) {
      plan.step(
          Step.named("tag the instance")
              .description("Tag the instance with ec2cluster:role=" + role.label())
              .action(step -> context.cloud().tagRole(role)));
    }
    if (role == Role.PRIMARY) {
      synchronise(plan);
    }
    plan.steps(schedule.steps(role));
  }

  /** Commits wait for members of the pool: they are known to be fit, and to whoever is promoted. */
  private void synchronise(Plan.Builder plan) {
    if (context.settings().synchronous().replicas() > 0 && context.names().replica().isPresent()) {
      plan.steps(
          node.synchronise(
              () ->
                  Roster.read(context, candidate).others().stream()
                      .map(Member::instanceId)
                      .collect(ImmutableSet.toImmutableSet())));
    }
  }

  /** The steps that start a replica, verify it and let readers see it. */
  void startReplica(Plan.Builder plan, Supplier<Assignment> assignment, Duration deadline) {
    plan.steps(start(Role.REPLICA, assignment)).steps(node.verify(Role.REPLICA, assignment));
    joinPool(plan, deadline);
    become(plan, Role.REPLICA);
  }

  /** Stops the engine and proves it, at once. */
  void stopEngine(StepContext step) throws InterruptedException {
    for (Step stop : node.stop()) {
      stop.action().run(step);
    }
    told().engineStopped();
  }

  /** Tells the back end that this process works for the node, before it claims. */
  void announceWork() {
    if (told() == Presence.none()) {
      return;
    }
    Probe probe = node.probe();
    switch (probe.running()) {
      case NO -> told().working();
      case YES -> told().engineRuns(probe.pid());
      case UNKNOWN -> told().startingEngine();
    }
  }

  /** Tells the back end at the end whether the engine runs, on every way out. */
  void tellPresence(Plan.Builder plan) {
    presence.toldBy(plan);
  }

  private Presence told() {
    return context.cloud().presence(context.cluster());
  }
}
