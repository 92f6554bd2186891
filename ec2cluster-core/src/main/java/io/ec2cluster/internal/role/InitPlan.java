package io.ec2cluster.internal.role;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.RefusedException;
import io.ec2cluster.config.ClusterSettings.RejoinPolicy;
import io.ec2cluster.dns.Change;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Decision;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.Leader;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleElection;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.RoleView;
import io.ec2cluster.role.Tenure;
import io.ec2cluster.role.Verdict;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.EmptyReturn;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Rejoining;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The plan of {@code init}: claim → prepare → start → verify → publish for the primary, prepare →
 * start → verify → join the pool for a replica. Holds the decision of one run between its steps.
 */
final class InitPlan {
  private final OperationContext context;
  private final EngineNode node;
  private final Function<Candidate, RoleElection> elections;
  private final InitOptions options;
  private final Duration deadline;
  private final RoleSteps steps;
  private Candidate candidate;
  private RoleElection election;
  private boolean startsEmpty;
  private Optional<Decision> decision = Optional.empty();

  InitPlan(
      OperationContext context,
      String engine,
      EngineNode node,
      Candidate candidate,
      Function<Candidate, RoleElection> elections,
      InitOptions options) {
    this.context = context;
    this.node = node;
    this.candidate = candidate;
    this.elections = elections;
    this.election = elections.apply(candidate);
    this.options = options;
    this.deadline = options.deadline().orElse(context.settings().roleDeadline());
    this.steps =
        new RoleSteps(
            context, engine, "init", node, candidate, () -> decision.map(decided -> assignment()));
  }

  /** The plan, from what the zone shows now. */
  Plan plan() {
    RoleView view = election.observe();
    if (comesBackEmpty(view)) {
      judgeEmptyReturn();
    }
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
    steps.tellPresence(plan);
    return plan.build();
  }

  private boolean comesBackEmpty(RoleView view) {
    return candidate.data().kind() == NodeData.Kind.EMPTY
        && view.record().filter(own -> own.isReturnOf(candidate.self().instanceId())).isPresent();
  }

  /** An engine that never starts so leaves it to the rules of the record, which refuse. */
  private void judgeEmptyReturn() {
    Optional<EmptyReturn> judged = node.emptyReturn(Roster.read(context, candidate).others());
    if (judged.isEmpty()) {
      return;
    }
    if (!judged.get().harmless() && !options.acceptEmpty()) {
      throw new RefusedException(
          judged.get().reason()
              + ". --accept-empty starts it all the same, and its replicas lose what they have");
    }
    NodeData empty = candidate.data();
    startsEmpty = true;
    candidate =
        candidate.withData(
            new NodeData(
                NodeData.Kind.UNKNOWN, empty.identity(), empty.madeFor(), empty.description()));
    election = elections.apply(candidate);
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
              steps.announceWork();
              decide(election.decide(Optional.of(view), deadline, step::progress));
              step.note(explained(decided()));
            });
  }

  private void primary(Plan.Builder plan) {
    Supplier<Assignment> assignment = this::assignment;
    plan.steps(steps.prepare(Role.PRIMARY, assignment))
        .steps(steps.start(Role.PRIMARY, assignment))
        .steps(node.verify(Role.PRIMARY, assignment))
        .steps(steps.publishing(publish()));
    steps.become(plan, Role.PRIMARY);
  }

  private void replica(Plan.Builder plan) {
    Supplier<Assignment> assignment = this::assignment;
    if (rejoins()) {
      plan.steps(node.stop()).steps(steps.demoting(node.rejoin(assignment, Rejoining.inPlace())));
    } else {
      plan.steps(steps.prepare(Role.REPLICA, assignment));
    }
    steps.startReplica(plan, assignment, deadline);
  }

  /** A former primary: the safe part of {@code rejoin}, where the configuration asks for it. */
  private boolean rejoins() {
    return context.settings().rejoin() == RejoinPolicy.AUTOMATIC
        && candidate.data().madeFor().equals(Optional.of(Role.PRIMARY));
  }

  private Step publish() {
    return Step.named("publish the primary name")
        .description("Let " + context.names().primary() + " point at " + candidate.target())
        .check(step -> tenure().isPublished() ? Check.State.DONE : Check.State.DECIDED_BY_ACT)
        .action(
            step -> {
              try {
                tenure().publish(node.probe().dataIdentity(), this::departing);
              } catch (RefusedException lost) {
                steps.stopEngine(step);
                throw lost;
              }
            });
  }

  /** A former replica that founds anew is in the pool still; a first founding saves the request. */
  private List<Change> departing() {
    return tenure().record().epoch() > 1 && assignment().founding()
        ? Pool.find(context, node).map(Pool::departing).orElse(List.of())
        : List.of();
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
    steps.stopEngine(step);
    boolean released = won.tenure().release();
    step.note(
        released
            ? "the claim was given back"
            : "the record keeps naming its owner: see 'ec2cluster lease show'");
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
          startsEmpty || won.grounds().founds(record),
          context.names(),
          RoleSteps.location(Leader.of(record)));
    }
    Leader leader = ((Decision.Lost) decided()).leader();
    return new Assignment(
        Role.REPLICA, leader.epoch(), false, context.names(), RoleSteps.location(leader));
  }

  private static String explained(Decision decision) {
    if (decision instanceof Decision.Won won) {
      return "primary, epoch " + won.tenure().record().epoch();
    }
    Leader leader = ((Decision.Lost) decision).leader();
    return "replica of " + leader.owner() + ", epoch " + leader.epoch();
  }
}
