package io.ec2cluster.internal.role;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Decision;
import io.ec2cluster.role.Handover;
import io.ec2cluster.role.HandoverOptions;
import io.ec2cluster.role.Leader;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleElection;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.RoleTransfer;
import io.ec2cluster.role.RoleView;
import io.ec2cluster.role.Tenure;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Position;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Standing;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The plan of {@code handover} on the primary: stop the engine in order → see that the candidate
 * has everything → offer the role with the final position → wait until the candidate has published,
 * or take the offer back → come back as its replica. Holds what one run has learned between its
 * steps.
 */
final class HandoverPlan {
  private static final String TAKEN = "taken-up";
  private static final String BACK = "taken-back";
  private static final Duration RECEIVE_PATIENCE = Duration.ofSeconds(30);
  private static final Duration CALL_PATIENCE = Duration.ofMinutes(1);

  private final OperationContext context;
  private final String engine;
  private final EngineNode node;
  private final Candidate candidate;
  private final RoleTransfer transfer;
  private final RoleElection election;
  private final RoleSteps steps;
  private final HandoverOptions options;
  private Optional<RoleView> outcome = Optional.empty();
  private Optional<Tenure> tenure = Optional.empty();

  HandoverPlan(
      OperationContext context,
      String engine,
      EngineNode node,
      Candidate candidate,
      RoleTransfer transfer,
      RoleElection election,
      HandoverOptions options) {
    this.context = context;
    this.node = node;
    this.candidate = candidate;
    this.transfer = transfer;
    this.election = election;
    this.engine = engine;
    this.steps = new RoleSteps(context, engine, "handover", node, candidate, this::assigned);
    this.options = options;
  }

  /** The plan, from what the zone and the members say now. */
  Plan plan() {
    RoleView view = transfer.observe();
    RoleRecord record =
        view.record()
            .orElseThrow(
                () ->
                    new RefusedException(
                        "there is no role record at "
                            + context.names().record()
                            + ": nothing to hand over. Run 'ec2cluster init' first"));
    Plan.Builder plan = Plan.builder();
    if (isOwn(record) && record.state() != RoleState.FREE && record.state() != RoleState.CLAIMED) {
      handOver(plan, view, record);
    } else if (isBeingTakenBack(record)) {
      takeBack(plan);
    } else if (isHandedOver(record)) {
      outcome = Optional.of(view);
      context.reportRole(Role.REPLICA, record.epoch());
      plan.steps(node.stop());
      follow(plan);
    } else {
      elsewhere(plan, view, record);
      return plan.build();
    }
    steps.tellPresence(plan);
    return plan.build();
  }

  private void handOver(Plan.Builder plan, RoleView view, RoleRecord record) {
    if (record.state() == RoleState.PUBLISHED) {
      requireOrder();
    }
    Member chosen = chosen(record);
    Optional<RemoteCall> remote = remote(chosen);
    remote.ifPresent(
        call -> plan.step(call.step("call the candidate")).finalizer("end the call", call::end));
    plan.step(wayBack());
    if (record.state() == RoleState.PUBLISHED) {
      if (node.probe().running() != Probe.Running.NO) {
        plan.steps(node.prepareHandover());
      }
      plan.steps(node.stop()).step(awaitReceived(chosen)).step(offer(view, chosen));
    }
    plan.choice(
        awaitTaken(chosen, remote),
        () -> isTaken(outcome.orElseThrow()) ? TAKEN : BACK,
        ImmutableMap.of(TAKEN, branch(this::follow), BACK, branch(this::takeBack)));
  }

  /** Refuses, before anything is touched, an engine that cannot stop in order, or did not. */
  private void requireOrder() {
    Probe probe = node.probe();
    Standing standing = node.standing();
    boolean known = standing.answer() == Standing.Answer.UNTOLD || standing.position().isPresent();
    if (probe.running() == Probe.Running.UNKNOWN) {
      throw new RefusedException(
          "the engine runs here and does not answer ("
              + probe.description()
              + "), so that it cannot stop in order, which a handover needs: run again once it"
              + " answers, or stop this node and run 'ec2cluster promote' on a replica");
    }
    if (probe.running() == Probe.Running.NO && !known) {
      throw new RefusedException(
          "the engine did not stop in order, so that its final position is not known ("
              + standing.description()
              + "): there is nothing to hand over. 'ec2cluster init' here brings the primary back,"
              + " 'ec2cluster promote' on a replica replaces it");
    }
  }

  /** The most advanced member of the pool, or the one that was named. */
  private Member chosen(RoleRecord record) {
    Roster roster = Roster.read(context, candidate);
    Optional<String> offered = record.handover().map(Handover::candidate);
    if (offered.isPresent()) {
      return roster
          .find(offered.get())
          .orElseGet(() -> new Member(offered.get(), offered.get(), candidate.self().port()));
    }
    Contest contest =
        Contest.of(
            node,
            context.cloud(),
            context.cluster(),
            Optional.empty(),
            roster.others(),
            record.dataIdentity());
    String named =
        options
            .to()
            .or(contest::mostAdvanced)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "no member of the replica pool can take the role over:\n"
                            + contest.text()));
    Member member =
        roster
            .find(named)
            .orElseThrow(
                () ->
                    new RefusedException(
                        named + " is not in the replica pool: expected one of\n" + contest.text()));
    Contender contender = contest.contender(named);
    // Behind a little is no reason against it: the primary waits until it has everything.
    if (!contender.isEligible() && !contender.is(Contender.Rank.BEHIND)) {
      throw new RefusedException(
          named + " cannot take the role over: " + contender.why() + "\n" + contest.text());
    }
    return member;
  }

  /** The candidate is called before anything stops, so that it is known to be there. */
  private Optional<RemoteCall> remote(Member chosen) {
    if (options.candidateWaits() || !OtherNode.isReachable(context.settings())) {
      return Optional.empty();
    }
    Duration patience = options.deadline().plus(CALL_PATIENCE);
    return Optional.of(
        new RemoteCall(
            new OtherNode(context.commands(), context.settings(), chosen),
            List.of("promote", "--await-offer", patience.toSeconds() + "s"),
            patience.plus(context.settings().roleDeadline())));
  }

  private Step wayBack() {
    return Step.named("keep the way back open")
        .description("Go on as the primary if the handover fails from here on")
        .undo(this::resume)
        .action(step -> steps.announceWork());
  }

  /** Undo: the record decides whether this node may go on as the primary. */
  private void resume(StepContext step) throws InterruptedException {
    if (tenure.filter(Tenure::isPublished).isPresent()) {
      return;
    }
    Decision decision = election.decide(Optional.empty(), options.deadline(), step::progress);
    if (!(decision instanceof Decision.Won won)) {
      step.note("the role went to another node: run 'ec2cluster handover' again to follow it");
      return;
    }
    tenure = Optional.of(won.tenure());
    for (Step start : primarySteps()) {
      if (start.check().state(step) != Check.State.DONE) {
        start.action().run(step);
      }
    }
    step.note("this node goes on as the primary");
  }

  private Step awaitReceived(Member chosen) {
    return Step.named("wait until the candidate has everything")
        .description("Compare the final position of this node with that of " + chosen)
        .action(
            step -> {
              Optional<Position> last = finalPosition();
              if (last.isEmpty()) {
                step.note(
                    "this engine tells no positions: that "
                        + chosen
                        + " has everything is not proven");
                return;
              }
              step.await(
                  chosen + " to reach " + last.get().text(),
                  RECEIVE_PATIENCE,
                  () -> hasReached(chosen, last.get()));
            });
  }

  /** Of the stopped engine; empty only where the engine tells none at all. */
  private Optional<Position> finalPosition() {
    Standing standing = node.standing();
    if (standing.answer() != Standing.Answer.UNTOLD && standing.position().isEmpty()) {
      throw new EnvironmentException(
          "the engine did not stop in order, so that its final position is not known ("
              + standing.description()
              + "): the role is not offered");
    }
    return standing.position();
  }

  private boolean hasReached(Member chosen, Position last) {
    Standing standing = node.standingOf(chosen);
    return standing.answer() == Standing.Answer.UNTOLD
        || standing.position().filter(there -> there.reaches(last)).isPresent();
  }

  private Step offer(RoleView view, Member chosen) {
    return Step.named("offer the role")
        .description(
            "Write into the role record that "
                + chosen.instanceId()
                + " may take the role within "
                + options.deadline().toSeconds()
                + " s")
        .action(
            step -> {
              String position = finalPosition().map(Position::recorded).orElse("0:0");
              transfer.offer(
                  view,
                  new Handover(
                      position,
                      chosen.instanceId(),
                      context
                          .time()
                          .now()
                          .plus(options.deadline())
                          .truncatedTo(ChronoUnit.SECONDS)));
              step.note(
                  "offered to "
                      + chosen.instanceId()
                      + " at "
                      + position
                      + "; 'ec2cluster promote' there takes it up");
            });
  }

  private Step awaitTaken(Member chosen, Optional<RemoteCall> remote) {
    return Step.named("wait for the candidate")
        .description(
            "Wait until "
                + chosen.instanceId()
                + " has published itself; after "
                + options.deadline().toSeconds()
                + " s take the offer back")
        .action(
            step -> {
              try {
                step.await(
                    chosen.instanceId() + " to take the role",
                    options.deadline(),
                    () -> isDecided(remote));
              } catch (DeadlineException late) {
                step.note(String.valueOf(late.getMessage()));
              }
              outcome = Optional.of(transfer.observe());
              outcome
                  .flatMap(RoleView::record)
                  .filter(now -> isTaken(outcome.get()))
                  .ifPresent(now -> context.reportRole(Role.REPLICA, now.epoch()));
            });
  }

  private boolean isDecided(Optional<RemoteCall> remote) {
    RoleView view = transfer.observe();
    boolean offered =
        view.record().filter(now -> isOwn(now) && now.state() == RoleState.HANDOVER).isPresent();
    boolean promoting = view.record().filter(now -> now.state() == RoleState.CLAIMED).isPresent();
    return offered ? remote.map(RemoteCall::hasFailed).orElse(false) : !promoting;
  }

  private boolean isTaken(RoleView view) {
    return view.record()
        .filter(now -> !isOwn(now) && now.state() == RoleState.PUBLISHED)
        .isPresent();
  }

  private void follow(Plan.Builder plan) {
    Supplier<Assignment> assignment = this::replica;
    plan.steps(steps.demoting(node.demote(assignment)));
    steps.startReplica(plan, assignment, context.settings().roleDeadline());
  }

  private Assignment replica() {
    return Following.of(
        context.names(), Leader.of(outcome.flatMap(RoleView::record).orElseThrow()));
  }

  private void takeBack(Plan.Builder plan) {
    plan.step(
            Step.named("take the role back")
                .description("Claim the role record again, which nobody has taken up")
                .action(
                    step -> {
                      Decision decision =
                          election.decide(Optional.empty(), options.deadline(), step::progress);
                      if (!(decision instanceof Decision.Won won)) {
                        throw new EnvironmentException(
                            "the role was taken after all: run 'ec2cluster handover' again, which"
                                + " brings this node back as a replica");
                      }
                      tenure = Optional.of(won.tenure());
                      context.reportRole(Role.PRIMARY, won.tenure().record().epoch());
                    }))
        .steps(primarySteps())
        .step(
            Step.named("say that nobody took the role")
                .description("End with exit code 4")
                .action(
                    step -> {
                      throw new DeadlineException(
                          "nobody took the role within "
                              + options.deadline().toSeconds()
                              + " s: this node is the primary again. Running again is safe");
                    }));
  }

  /** As a primary that took its role back, or as the replica of who took it. */
  private Optional<Assignment> assigned() {
    if (tenure.isEmpty()) {
      return outcome.filter(this::isTaken).map(taken -> replica());
    }
    RoleRecord record = tenure.get().record();
    return Optional.of(
        new Assignment(
            Role.PRIMARY,
            record.epoch(),
            false,
            context.names(),
            RoleSteps.location(Leader.of(record))));
  }

  private List<Step> primarySteps() {
    Supplier<Assignment> assignment = () -> assigned().orElseThrow();
    List<Step> all = new ArrayList<>(steps.start(Role.PRIMARY, assignment));
    all.addAll(node.verify(Role.PRIMARY, assignment));
    all.add(
        Step.named("publish the primary name")
            .description("Let " + context.names().primary() + " point at " + candidate.target())
            .action(this::publish));
    return all;
  }

  private void publish(StepContext step) throws InterruptedException {
    try {
      tenure.orElseThrow().publish(node.probe().dataIdentity());
    } catch (RefusedException lost) {
      steps.stopEngine(step);
      throw lost;
    }
  }

  private static Plan branch(Consumer<Plan.Builder> part) {
    Plan.Builder branch = Plan.builder();
    part.accept(branch);
    return branch.build();
  }

  /** A run that took its role back died before it had published. */
  private boolean isBeingTakenBack(RoleRecord record) {
    return isOwn(record)
        && record.state() == RoleState.CLAIMED
        && record.everPublished()
        && record.previous().isEmpty();
  }

  /** What is left to do after a run that died: the role went where it was to go. */
  private boolean isHandedOver(RoleRecord record) {
    return !isOwn(record)
        && record.state() == RoleState.PUBLISHED
        && candidate.data().madeFor().equals(Optional.of(Role.PRIMARY))
        && options.to().map(record.owner().instanceId()::equals).orElse(true);
  }

  /** On a replica: the primary has to do it. */
  private void elsewhere(Plan.Builder plan, RoleView view, RoleRecord record) {
    String self = candidate.self().instanceId();
    String to = options.to().orElse(self);
    if (record.isOwnedBy(to) && record.state() == RoleState.PUBLISHED) {
      // Handed over, by an earlier run perhaps that died before this node was back as a replica.
      outcome = Optional.of(view);
      context.reportRole(Role.REPLICA, record.epoch());
      steps.startReplica(plan, this::replica, context.settings().roleDeadline());
      steps.tellPresence(plan);
      return;
    }
    if (isOwn(record) || record.state() != RoleState.PUBLISHED) {
      throw new RefusedException(
          "only a published primary hands its role over; the record names "
              + record.owner()
              + ", "
              + record.state().label()
              + ": see 'ec2cluster status'");
    }
    OtherNode primary =
        new OtherNode(context.commands(), context.settings(), Roster.of(record.owner()));
    requireWay(primary, record, to);
    Duration patience = options.deadline().plus(context.settings().roleDeadline());
    List<String> words = List.of("handover", "--to", to);
    if (!to.equals(self)) {
      plan.step(
          Step.named("let the primary hand over")
              .description("On " + record.owner() + ": " + primary.shown(words))
              .action(step -> primary.require(primary.run(words, patience), words)));
      return;
    }
    RemoteCall call =
        new RemoteCall(primary, List.of("handover", "--to", self, "--candidate-waits"), patience);
    plan.step(call.step("let the primary hand over")).finalizer("end the call", call::end);
    Plan promotion =
        new PromotePlan(
                context, engine, node, candidate, transfer, PromoteOptions.awaiting(CALL_PATIENCE))
            .plan();
    promotion.items().forEach(item -> plan.step(item.step()));
    promotion.finalizers().forEach(last -> plan.finalizer(last.name(), last.action()));
  }

  private void requireWay(OtherNode primary, RoleRecord record, String to) {
    if (!OtherNode.isReachable(context.settings())) {
      throw new RefusedException(
          "the primary is "
              + record.owner()
              + ", and no 'remote' in the configuration says how to run a command there. Run there: '"
              + primary.shown(List.of("handover", "--to", to))
              + "', and on "
              + to
              + " at the same time: '"
              + primary.shown(List.of("promote", "--await-offer", "1m"))
              + "'");
    }
  }

  private boolean isOwn(RoleRecord record) {
    return record.isOwnedBy(candidate.self().instanceId());
  }
}
