package io.ec2cluster.internal.role;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.RefusedException;
import io.ec2cluster.internal.hook.Phase;
import io.ec2cluster.internal.hook.PhaseHooks;
import io.ec2cluster.internal.schedule.Schedule;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Decision;
import io.ec2cluster.role.Leader;
import io.ec2cluster.role.ReplicaPool;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleElection;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.RoleView;
import io.ec2cluster.role.Tenure;
import io.ec2cluster.role.Verdict;
import io.ec2cluster.spi.Action;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
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
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The plan of {@code init}: claim → prepare → start → verify → publish for the primary, prepare →
 * start → verify → join the pool for a replica. Holds the decision of one run between its steps.
 */
final class RolePlan {
  private final OperationContext context;
  private final EngineNode node;
  private final Candidate candidate;
  private final RoleElection election;
  private final Duration deadline;
  private final PhaseHooks hooks;
  private final Schedule schedule;
  private Optional<Decision> decision = Optional.empty();

  RolePlan(
      OperationContext context,
      String engine,
      EngineNode node,
      Candidate candidate,
      RoleElection election,
      Duration deadline) {
    this.context = context;
    this.node = node;
    this.candidate = candidate;
    this.election = election;
    this.deadline = deadline;
    this.schedule = new Schedule(context, engine);
    this.hooks =
        new PhaseHooks(context, engine, "init", () -> decision.map(decided -> assignment()));
  }

  /** The plan, from what the zone shows now. */
  Plan plan() {
    RoleView view = election.observe();
    Verdict verdict = election.judge(view);
    if (verdict instanceof Verdict.Refuse refuse) {
      throw new RefusedException(refuse.reason());
    }
    Plan.Builder plan = Plan.builder();
    if (verdict instanceof Verdict.Follow follow) {
      decide(new Decision.Lost(follow.primary()));
      replica(plan);
    } else {
      plan.choice(
          claim(view, verdict),
          () -> decided().role().label(),
          ImmutableMap.of(
              Role.PRIMARY.label(),
              branch(this::primary),
              Role.REPLICA.label(),
              branch(this::replica)));
    }
    if (presence() != Presence.none()) {
      plan.finalizer("tell whether the engine runs", this::tellPresence);
    }
    return plan.build();
  }

  private static Plan branch(Consumer<Plan.Builder> steps) {
    Plan.Builder branch = Plan.builder();
    steps.accept(branch);
    return branch.build();
  }

  private Step claim(RoleView view, Verdict verdict) {
    return Step.named("claim the role")
        .description(
            "Claim the role of "
                + context.names().primary()
                + " in "
                + context.names().record()
                + ": "
                + verdict.reason())
        .undo(this::giveBack)
        .action(
            step -> {
              announceWork();
              decide(election.decide(Optional.of(view), deadline, step::progress));
              step.note(explained(decided()));
            });
  }

  private void primary(Plan.Builder plan) {
    Supplier<Assignment> assignment = this::assignment;
    plan.steps(hooks.around(Phase.PREPARE, node.prepare(Role.PRIMARY, assignment)))
        .steps(hooks.around(Phase.START, announced(node.start(Role.PRIMARY, assignment))))
        .steps(node.verify(Role.PRIMARY, assignment))
        .steps(hooks.around(Phase.PUBLISH, List.of(publish())));
    tag(plan, Role.PRIMARY);
    plan.steps(schedule.steps(Role.PRIMARY));
  }

  private void replica(Plan.Builder plan) {
    Supplier<Assignment> assignment = this::assignment;
    plan.steps(hooks.around(Phase.PREPARE, node.prepare(Role.REPLICA, assignment)))
        .steps(hooks.around(Phase.START, announced(node.start(Role.REPLICA, assignment))))
        .steps(node.verify(Role.REPLICA, assignment));
    context
        .names()
        .replica()
        .ifPresent(name -> plan.steps(hooks.around(Phase.JOIN_POOL, List.of(joinPool()))));
    tag(plan, Role.REPLICA);
    plan.steps(schedule.steps(Role.REPLICA));
  }

  private Step publish() {
    return Step.named("publish the primary name")
        .description("Let " + context.names().primary() + " point at " + candidate.target())
        .check(step -> tenure().isPublished() ? Check.State.DONE : Check.State.DECIDED_BY_ACT)
        .action(
            step -> {
              try {
                tenure().publish(node.probe().dataIdentity());
              } catch (RefusedException lost) {
                stopEngine(step);
                throw lost;
              }
            });
  }

  private Step joinPool() {
    ReplicaPool pool =
        new ReplicaPool(
            context.cloud().zone(),
            context.names().replica().orElseThrow(),
            context.names().replicaTtl(),
            context.settings().dns().weight());
    return Step.named("join the replica pool")
        .description("Add " + candidate.target() + " to " + context.names().replica().orElseThrow())
        .action(
            step -> {
              step.await(
                  "this replica to be fit for readers",
                  deadline,
                  () -> node.unfitForReaders().isEmpty());
              pool.join(candidate.self().instanceId(), candidate.target());
            });
  }

  private void tag(Plan.Builder plan, Role role) {
    if (context.settings().aws().tagRole()) {
      plan.step(
          Step.named("tag the instance")
              .description("Tag the instance with ec2cluster:role=" + role.label())
              .action(step -> context.cloud().tagRole(role)));
    }
  }

  /** Undo of the claim: the engine is stopped first; a published record is kept. */
  private void giveBack(StepContext step) throws InterruptedException {
    if (decision.isEmpty() || !(decision.get() instanceof Decision.Won won)) {
      return;
    }
    if (won.tenure().record().state() == RoleState.PUBLISHED) {
      step.note(
          "the role record keeps naming this node: it is the published primary. Running init again is safe");
      return;
    }
    stopEngine(step);
    boolean released = won.tenure().release();
    step.note(
        released
            ? "the claim was given back"
            : "the record keeps naming its owner: see 'ec2cluster lease show'");
  }

  private void stopEngine(StepContext step) throws InterruptedException {
    for (Step stop : node.stop()) {
      stop.action().run(step);
    }
    presence().engineStopped();
  }

  private List<Step> announced(List<Step> starts) {
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

  private void announceWork() {
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

  private void tellPresence(StepContext step) {
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

  private void decide(Decision made) {
    decision = Optional.of(made);
    context.reportRole(made.role(), assignment().epoch());
  }

  private Decision decided() {
    return decision.orElseThrow(() -> new IllegalStateException("the role is not decided yet"));
  }

  private Tenure tenure() {
    if (decided() instanceof Decision.Won won) {
      return won.tenure();
    }
    throw new IllegalStateException("this node has not won the role");
  }

  private Assignment assignment() {
    if (decided() instanceof Decision.Won won) {
      RoleRecord record = won.tenure().record();
      return new Assignment(
          Role.PRIMARY,
          record.epoch(),
          won.grounds().founds(record),
          context.names(),
          location(Leader.of(record)));
    }
    Leader leader = ((Decision.Lost) decided()).leader();
    return new Assignment(Role.REPLICA, leader.epoch(), false, context.names(), location(leader));
  }

  private static PrimaryLocation location(Leader leader) {
    return new PrimaryLocation(
        leader.owner().instanceId(),
        leader.owner().address(),
        leader.owner().port(),
        leader.dataIdentity(),
        leader.publishedAt());
  }

  private static String explained(Decision decision) {
    if (decision instanceof Decision.Won won) {
      return "primary, epoch " + won.tenure().record().epoch();
    }
    Leader leader = ((Decision.Lost) decision).leader();
    return "replica of " + leader.owner() + ", epoch " + leader.epoch();
  }
}
