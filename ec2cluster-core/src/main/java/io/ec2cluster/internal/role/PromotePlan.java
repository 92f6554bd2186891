package io.ec2cluster.internal.role;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.Change;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Leader;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.PromotionVerdict;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.RoleTransfer;
import io.ec2cluster.role.RoleView;
import io.ec2cluster.role.Tenure;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The plan of {@code promote}: proof that the old primary is gone → take the record → look again →
 * promote the engine → publish the name and leave the pool. Holds the tenure of one run between its
 * steps.
 */
final class PromotePlan {
  private final OperationContext context;
  private final EngineNode node;
  private final Candidate candidate;
  private final RoleTransfer transfer;
  private final RoleOffer offer;
  private final RoleSteps steps;
  private final PromoteOptions options;
  private Optional<Ground> ground = Optional.empty();
  private Optional<Tenure> tenure = Optional.empty();
  private boolean promotionBegun;

  PromotePlan(
      OperationContext context,
      String engine,
      EngineNode node,
      Candidate candidate,
      RoleTransfer transfer,
      PromoteOptions options) {
    this.context = context;
    this.node = node;
    this.candidate = candidate;
    this.transfer = transfer;
    this.offer = new RoleOffer(transfer, candidate.self().instanceId());
    this.steps =
        new RoleSteps(
            context, engine, "promote", node, candidate, () -> tenure.map(taken -> assignment()));
    this.options = options;
  }

  /** The plan, from what the zone, the members and the back end say now. */
  Plan plan() {
    Plan.Builder plan = Plan.builder();
    RoleView view = transfer.observe();
    if (options.awaitOffer().isPresent() && !offer.isDecided(view)) {
      plan.step(awaitOffer(options.awaitOffer().get()));
      promotion(plan);
    } else if (judge(view)) {
      observed(plan);
      promotion(plan);
    } else {
      afterwards(plan);
    }
    steps.tellPresence(plan);
    return plan.build();
  }

  /** Whether there is something to take; refuses what must not be. */
  private boolean judge(RoleView view) {
    PromotionVerdict verdict = transfer.judge(view);
    if (verdict instanceof PromotionVerdict.Refuse refuse) {
      throw new RefusedException(refuse.reason());
    }
    if (verdict instanceof PromotionVerdict.AlreadyPrimary already) {
      context.reportRole(Role.PRIMARY, already.record().epoch());
      return false;
    }
    PromotionVerdict.Allowed allowed = (PromotionVerdict.Allowed) verdict;
    requireRunning(allowed);
    promotionBegun = allowed.resumed();
    // Who was proven gone before this engine was promoted cannot undo that by coming back.
    boolean promoted = allowed.resumed() && isPromoted();
    Doubts doubts =
        new Doubts(context, node, promoted ? List.of() : allowed.doubts(), options.force());
    doubts.requireNoPrimary();
    ground = Optional.of(new Ground(view, allowed, doubts, Roster.read(context, candidate)));
    return true;
  }

  /** What this run has seen and judged. */
  private record Ground(
      RoleView view, PromotionVerdict.Allowed verdict, Doubts doubts, Roster roster) {}

  private Ground ground() {
    return ground.orElseThrow(() -> new IllegalStateException("nothing is judged yet"));
  }

  private Step awaitOffer(Duration patience) {
    return Step.named("wait for the offer")
        .description(
            "Wait until the primary hands its role over to this node, at most "
                + patience.toSeconds()
                + " s")
        .action(
            step -> {
              offer.await(step, patience);
              if (!judge(transfer.observe())) {
                throw new RefusedException(
                    "this node became the published primary while it waited: run 'ec2cluster status'");
              }
            });
  }

  /** What is looked at before the plan, so that a refusal comes first and changes nothing. */
  private void observed(Plan.Builder plan) {
    Doubts doubts = ground().doubts();
    if (!doubts.open().isEmpty() && options.fence().isPresent()) {
      plan.step(new Fence(context, options.fence().get()).step(doubts));
    } else {
      doubts.requireProof();
    }
    compare(context.progress());
  }

  private void promotion(Plan.Builder plan) {
    plan.step(new FinalPosition(node).reached(() -> ground.map(Ground::verdict), options.force()))
        .step(take())
        .step(lookAgain())
        .steps(steps.promoting(begun(node.promote(this::assignment))))
        .steps(steps.publishing(publish()));
    afterwards(plan);
  }

  /** Whether an earlier run got so far that the engine is a primary. */
  private boolean isPromoted() {
    return node.probe().role().equals(Optional.of(Role.PRIMARY))
        || candidate.data().madeFor().equals(Optional.of(Role.PRIMARY));
  }

  /** A promotion that was interrupted may have left its engine anywhere: its own steps know. */
  private void requireRunning(PromotionVerdict.Allowed verdict) {
    Probe probe = node.probe();
    if (probe.running() == Probe.Running.NO && !verdict.resumed()) {
      throw new RefusedException(
          "the engine does not run here ("
              + probe.description()
              + "): start it as a replica first, then promote it");
    }
    if (probe.role().equals(Optional.of(Role.PRIMARY)) && !verdict.resumed()) {
      throw new RefusedException(
          "the engine runs here as a primary ("
              + probe.description()
              + ") though the role is another's: stop it, and run 'ec2cluster rejoin'");
    }
  }

  /** Nobody who answers may have more than this node. */
  private void compare(StepContext told) {
    if (!ground().verdict().resumed()) {
      new Precedence(context, node, options.force())
          .require(ground().roster(), ground().verdict().next().dataIdentity(), told);
    }
  }

  private Step take() {
    return Step.named("take the role")
        .description(
            "Write this node into the role record "
                + context.names().record()
                + ground
                    .map(
                        seen ->
                            ", epoch "
                                + seen.verdict().next().epoch()
                                + ": "
                                + seen.verdict().reason()
                                + "; "
                                + seen.doubts().described())
                    .orElse(", once it is offered"))
        .undo(this::giveBack)
        .action(
            step -> {
              Ground seen = ground();
              seen.doubts().requireProof();
              if (options.fence().isPresent()) {
                compare(step);
              }
              steps.announceWork();
              if (options.force()) {
                seen.doubts().warn(step);
              }
              tenure = Optional.of(transfer.take(seen.view(), seen.verdict()));
              context.reportRole(Role.PRIMARY, seen.verdict().next().epoch());
              step.note("primary, epoch " + seen.verdict().next().epoch());
            });
  }

  private Step lookAgain() {
    return Step.named("look at the old primary again")
        .description("Give the role back if the old primary came back meanwhile")
        .action(step -> ground().doubts().requireStillGone());
  }

  /** From the first of these steps on the engine may be a primary. */
  private List<Step> begun(List<Step> promotion) {
    return promotion.stream()
        .map(
            step ->
                step.withAction(
                    running -> {
                      promotionBegun = true;
                      step.action().run(running);
                    }))
        .toList();
  }

  private Step publish() {
    return Step.named("publish the primary name")
        .description(
            "Let "
                + context.names().primary()
                + " point at "
                + candidate.target()
                + ", and take it out of the replica pool")
        .check(step -> held().isPublished() ? Check.State.DONE : Check.State.DECIDED_BY_ACT)
        .action(
            step -> {
              try {
                held().publish(node.probe().dataIdentity(), this::departing);
              } catch (RefusedException lost) {
                steps.stopEngine(step);
                throw lost;
              }
            });
  }

  /**
   * What makes the new primary easy to follow (a checkpoint on its timeline, for a former primary
   * that is rewound) is no reason to call a promotion failed.
   */
  private static Step optional(Step settling) {
    return settling.withAction(
        step -> {
          try {
            settling.action().run(step);
          } catch (EnvironmentException | DeadlineException failed) {
            step.note(settling.name() + ": " + failed.getMessage());
          }
        });
  }

  private List<Change> departing() {
    return Pool.find(context, node).map(Pool::departing).orElse(List.of());
  }

  private void afterwards(Plan.Builder plan) {
    node.prepareHandover().forEach(step -> plan.step(optional(step)));
    steps.become(plan, Role.PRIMARY);
  }

  /**
   * Undo of the take-over: what was never begun is given back at once. Once the engine may have
   * been promoted it is this node's, unless its data proves the opposite.
   */
  private void giveBack(StepContext step) throws InterruptedException {
    if (tenure.isEmpty()) {
      return;
    }
    if (held().record().state() == RoleState.PUBLISHED) {
      step.note("this node is the published primary. Running promote again is safe");
      return;
    }
    boolean untouched =
        !promotionBegun || (node.probe().running() == Probe.Running.NO && node.isProvenReplica());
    if (!untouched) {
      step.note(
          "the role stays this node's, whose engine may be a primary by now: run 'ec2cluster promote'"
              + " again. To give it back, stop the engine and run 'ec2cluster lease release'");
      return;
    }
    step.note(
        held().release()
            ? "the role was given back"
            : "the record keeps naming its owner: see 'ec2cluster lease show'");
  }

  private Tenure held() {
    return tenure.orElseThrow(() -> new IllegalStateException("the role is not taken yet"));
  }

  private Assignment assignment() {
    RoleRecord record = held().record();
    return new Assignment(
        Role.PRIMARY,
        record.epoch(),
        false,
        context.names(),
        RoleSteps.location(Leader.of(record)),
        ground().roster().others());
  }
}
