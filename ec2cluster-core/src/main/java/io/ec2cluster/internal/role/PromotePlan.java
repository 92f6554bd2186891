package io.ec2cluster.internal.role;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.dns.Change;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Handover;
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
import io.ec2cluster.spi.Fencing;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Position;
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
  private static final Duration REPLAY_PATIENCE = Duration.ofMinutes(1);

  /** Short: nobody writes between the offer and its taking up. Route 53 allows five requests/s. */
  private static final Duration OFFER_PAUSE = Duration.ofMillis(400);

  private final OperationContext context;
  private final EngineNode node;
  private final Candidate candidate;
  private final RoleTransfer transfer;
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
    this.steps =
        new RoleSteps(
            context, engine, "promote", node, candidate, () -> tenure.map(taken -> assignment()));
    this.options = options;
  }

  /** The plan, from what the zone, the members and the back end say now. */
  Plan plan() {
    Plan.Builder plan = Plan.builder();
    RoleView view = transfer.observe();
    if (options.awaitOffer().isPresent() && !isDecided(view)) {
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
              requireOffer(step, patience);
              if (!judge(transfer.observe())) {
                throw new RefusedException(
                    "this node became the published primary while it waited: run 'ec2cluster status'");
              }
            });
  }

  private void requireOffer(StepContext step, Duration patience) throws InterruptedException {
    long end = step.time().nanos() + patience.toNanos();
    step.progress("waiting for the primary to hand its role over to this node");
    while (!isDecided(transfer.observe())) {
      if (step.time().nanos() - end >= 0) {
        throw new DeadlineException(
            "waited "
                + patience.toSeconds()
                + " s for the primary to hand its role over to this node, in vain: run 'ec2cluster"
                + " handover --to "
                + candidate.self().instanceId()
                + "' there");
      }
      step.time().sleep(OFFER_PAUSE);
    }
  }

  /** The offer stands, or waiting longer helps nobody. */
  private boolean isDecided(RoleView view) {
    String self = candidate.self().instanceId();
    return view.record()
        .filter(
            now ->
                now.isOwnedBy(self)
                    || now.handover().map(Handover::candidate).filter(self::equals).isPresent())
        .isPresent();
  }

  /** What is looked at before the plan, so that a refusal comes first and changes nothing. */
  private void observed(Plan.Builder plan) {
    boolean fences = !ground().doubts().open().isEmpty() && options.fence().isPresent();
    if (fences) {
      plan.step(fence(fencing(), ground().doubts()));
    } else {
      ground().doubts().requireProof();
    }
    compare(context.progress());
  }

  private void promotion(Plan.Builder plan) {
    plan.step(awaitPosition())
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

  private Fencing fencing() {
    String asked = options.fence().orElseThrow();
    return context
        .cloud()
        .fencing()
        .filter(way -> way.id().equals(asked))
        .orElseThrow(
            () ->
                new UsageException(
                    "--fence "
                        + asked
                        + ": the back end '"
                        + context.cloud().id()
                        + "' offers "
                        + context.cloud().fencing().map(Fencing::id).orElse("no fencing")));
  }

  private Step fence(Fencing fencing, Doubts doubts) {
    List<RoleRecord> open = doubts.open();
    return Step.named("fence the old primary")
        .description(
            "Stop the instance of "
                + open.stream().map(doubt -> doubt.owner().toString()).toList()
                + " by "
                + fencing.id())
        .check(step -> doubts.open().isEmpty() ? Check.State.DONE : Check.State.NEEDED)
        .action(
            step -> {
              for (RoleRecord doubt : open) {
                fencing.stop(doubt.owner().instanceId(), step);
              }
            });
  }

  /** Nobody who answers may have more than this node. */
  private void compare(StepContext told) {
    if (ground().verdict().resumed()) {
      return;
    }
    String self = candidate.self().instanceId();
    Contest contest =
        Contest.of(
            node,
            context.cloud(),
            context.cluster(),
            Optional.of(self),
            ground().roster().others(),
            ground().verdict().next().dataIdentity());
    Contender own = contest.contender(self);
    if (own.is(Contender.Rank.UNFIT) || own.is(Contender.Rank.FOREIGN)) {
      throw new RefusedException(
          "this node must not be promoted: "
              + own.why()
              + "; nothing overrides this\n"
              + contest.text());
    }
    if (!own.isEligible() && !options.force()) {
      throw new RefusedException(
          "this node is not the one to promote: "
              + own.why()
              + contest
                  .mostAdvanced()
                  .map(best -> ". Run 'ec2cluster promote' on " + best + ", or --candidate " + best)
                  .orElse("")
              + "; --force promotes this one, and what it lacks is lost\n"
              + contest.text());
    }
    requireEntry(contest);
    requireSynchronous(contest);
    if (!contest.silent().isEmpty()) {
      told.note("did not answer, and may have more: " + String.join(", ", contest.silent()));
    }
  }

  /** Who runs can be asked: credentials that are wrong here must not cost what only they have. */
  private void requireEntry(Contest contest) {
    if (!contest.denied().isEmpty() && !options.force()) {
      throw new RefusedException(
          "not everybody who runs could be asked how much it has: "
              + String.join("; ", contest.denied())
              + ". Mend this node's credentials, or give --force: what only they have would be lost\n"
              + contest.text());
    }
  }

  /**
   * Where commits wait for replicas: those who are silent must not be all who have the last one.
   */
  private void requireSynchronous(Contest contest) {
    int replicas = context.settings().synchronous().replicas();
    if (replicas > 0 && contest.silent().size() >= replicas && !options.force()) {
      throw new RefusedException(
          "commits wait for "
              + replicas
              + " of the replicas, and as many do not answer: "
              + String.join(", ", contest.silent())
              + ". What only they have would be lost: bring them back, or give --force\n"
              + contest.text());
    }
  }

  /** Nothing to wait for, unless the role is handed over. */
  private Step awaitPosition() {
    return Step.named("reach the final position")
        .description("Wait until this node has everything that a primary which hands over has")
        .check(
            step ->
                ground.isPresent() && ground().verdict().atLeast().isEmpty()
                    ? Check.State.DONE
                    : Check.State.DECIDED_BY_ACT)
        .action(
            step -> {
              Optional<String> recorded = ground().verdict().atLeast();
              if (recorded.isPresent()) {
                Position wanted = position(recorded.get());
                if (options.force() && !hasReached(wanted)) {
                  step.note(
                      "forced: the primary handed over at "
                          + wanted.text()
                          + ", what this node lacks of that is lost");
                  return;
                }
                step.await(
                    "this node to reach " + wanted.text(),
                    REPLAY_PATIENCE,
                    () -> hasReached(wanted));
              }
            });
  }

  private static Position position(String recorded) {
    return Position.parse(recorded)
        .orElseThrow(
            () ->
                new EnvironmentException(
                    "the handover's position '"
                        + recorded
                        + "' in the role record cannot be read: expected <timeline>:<offset>"));
  }

  private boolean hasReached(Position wanted) {
    return node.standing().position().map(own -> own.reaches(wanted)).orElse(true);
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
                new Step(
                    step.name(),
                    step.description(),
                    step.check(),
                    running -> {
                      promotionBegun = true;
                      step.action().run(running);
                    },
                    step.undo(),
                    step.deadline()))
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
    return Step.named(settling.name())
        .description(settling.description())
        .check(settling.check())
        .action(
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
