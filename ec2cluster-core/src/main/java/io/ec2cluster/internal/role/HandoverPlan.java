package io.ec2cluster.internal.role;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.DeadlineException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.role.Candidate;
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
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Step;
import java.time.temporal.ChronoUnit;
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

  private final OperationContext context;
  private final String engine;
  private final EngineNode node;
  private final Candidate candidate;
  private final RoleTransfer transfer;
  private final HandoverOptions options;
  private final RoleSteps steps;
  private final WayBack wayBack;
  private final Afterwards afterwards;
  private final UnfinishedHandover unfinished;
  private Optional<RoleView> outcome = Optional.empty();
  private long nextLook;

  /** What becomes of the former primary, whose engine is stopped, once another is published. */
  @FunctionalInterface
  interface Afterwards {
    /**
     * Adds the steps.
     *
     * @param steps what is common to the plans
     * @param replica this node as a replica of the new primary, once that is known
     */
    void add(Plan.Builder plan, RoleSteps steps, Supplier<Assignment> replica);
  }

  HandoverPlan(
      OperationContext context,
      String engine,
      EngineNode node,
      Candidate candidate,
      RoleTransfer transfer,
      RoleElection election,
      HandoverOptions options,
      Afterwards afterwards) {
    this.context = context;
    this.engine = engine;
    this.node = node;
    this.candidate = candidate;
    this.transfer = transfer;
    this.options = options;
    this.afterwards = afterwards;
    this.unfinished = new UnfinishedHandover(context);
    this.steps = new RoleSteps(context, engine, "handover", node, candidate, this::assigned);
    this.wayBack = new WayBack(context, node, candidate, election, steps, options.deadline());
  }

  /** The former primary comes back as a replica. */
  static Afterwards follow(OperationContext context, EngineNode node) {
    return (plan, steps, replica) -> {
      plan.steps(steps.demoting(node.demote(replica)));
      steps.startReplica(plan, replica, context.settings().roleDeadline());
    };
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
    HandoverElsewhere elsewhere =
        new HandoverElsewhere(context, options, candidate.self().instanceId(), this::promotion);
    if (elsewhere.isTakenUpHere(record)) {
      return promotion().plan();
    }
    if (isOwn(record) && record.state() != RoleState.FREE && record.state() != RoleState.CLAIMED) {
      handOver(plan, view, record);
    } else if (isBeingTakenBack(record)) {
      wayBack.taken(plan);
    } else if (isBeingTakenUp(record)) {
      plan.steps(node.stop());
      awaitTaken(plan, Roster.of(record.owner()), Optional.empty());
    } else if (isHandedOver(record)) {
      over(view, record);
      plan.steps(node.stop());
      afterwards(plan);
    } else if (isToFollow(record)) {
      over(view, record);
      steps.startReplica(plan, this::replica, context.settings().roleDeadline());
      close(plan);
    } else {
      elsewhere.add(plan, record);
      return plan.build();
    }
    steps.tellPresence(plan);
    return plan.build();
  }

  private void over(RoleView view, RoleRecord record) {
    outcome = Optional.of(view);
    context.reportRole(Role.REPLICA, record.epoch());
  }

  private void handOver(Plan.Builder plan, RoleView view, RoleRecord record) {
    FinalPosition last = new FinalPosition(node);
    if (record.state() == RoleState.PUBLISHED) {
      last.requirePossible();
    }
    HandoverCandidate other = new HandoverCandidate(context, node, candidate, options);
    Member chosen = other.chosen(record);
    Optional<RemoteCall> remote = other.call(chosen);
    remote.ifPresent(
        call -> plan.step(call.step("call the candidate")).finalizer("end the call", call::end));
    plan.step(wayBack.open());
    if (record.state() == RoleState.PUBLISHED) {
      if (node.probe().running() != Probe.Running.NO) {
        plan.steps(node.prepareHandover());
      }
      plan.steps(node.stop()).step(last.received(chosen)).step(offer(view, chosen, last));
    }
    awaitTaken(plan, chosen, remote);
  }

  private void awaitTaken(Plan.Builder plan, Member chosen, Optional<RemoteCall> remote) {
    plan.choice(
        awaitingTaken(chosen, remote),
        () -> isTaken(outcome.orElseThrow()) ? TAKEN : BACK,
        ImmutableMap.of(TAKEN, branch(this::afterwards), BACK, branch(wayBack::taken)));
  }

  private Step offer(RoleView view, Member chosen, FinalPosition last) {
    return Step.named("offer the role")
        .description(
            "Write into the role record that "
                + chosen.instanceId()
                + " may take the role within "
                + options.deadline().toSeconds()
                + " s")
        .action(
            step -> {
              Handover handover =
                  new Handover(
                      last.recorded(),
                      chosen.instanceId(),
                      context
                          .time()
                          .now()
                          .plus(options.deadline())
                          .truncatedTo(ChronoUnit.SECONDS));
              unfinished.begin(view.record().orElseThrow());
              transfer.offer(view, handover);
              step.note(
                  "offered to "
                      + chosen.instanceId()
                      + " at "
                      + handover.position()
                      + "; 'ec2cluster promote' there takes it up");
            });
  }

  private Step awaitingTaken(Member chosen, Optional<RemoteCall> remote) {
    return Step.named("wait for the candidate")
        .description(
            "Wait until "
                + chosen.instanceId()
                + " has published itself; after "
                + options.deadline().toSeconds()
                + " s take the offer back")
        .action(
            step -> {
              nextLook = step.time().nanos();
              try {
                step.await(
                    chosen.instanceId() + " to take the role",
                    options.deadline(),
                    () -> isDecided(remote, step.time()));
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

  /** Looks at the record now and then, and at once when the call has ended. */
  private boolean isDecided(Optional<RemoteCall> remote, Time time) {
    boolean ended = remote.filter(RemoteCall::hasEnded).isPresent();
    if (!ended && time.nanos() - nextLook < 0) {
      return false;
    }
    nextLook = time.nanos() + RoleOffer.PAUSE.toNanos();
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

  private void afterwards(Plan.Builder plan) {
    afterwards.add(plan, steps, this::replica);
    close(plan);
  }

  private void close(Plan.Builder plan) {
    plan.step(
        Step.named("close the handover")
            .description("Forget that this node has a handover to finish")
            .action(step -> unfinished.end()));
  }

  private Assignment replica() {
    return Following.of(
        context.names(), Leader.of(outcome.flatMap(RoleView::record).orElseThrow()));
  }

  /** As a primary that took its role back, or as the replica of who took it. */
  private Optional<Assignment> assigned() {
    return wayBack.assignment().or(() -> outcome.filter(this::isTaken).map(taken -> replica()));
  }

  private PromotePlan promotion() {
    return new PromotePlan(
        context,
        engine,
        node,
        candidate,
        transfer,
        PromoteOptions.awaiting(HandoverCandidate.CALL_PATIENCE));
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

  /** A run died after its offer, and the candidate is about to take it up. */
  private boolean isBeingTakenUp(RoleRecord record) {
    String self = candidate.self().instanceId();
    return !isOwn(record)
        && record.state() == RoleState.CLAIMED
        && record.previous().filter(before -> before.owner().instanceId().equals(self)).isPresent()
        && options.to().map(record::isOwnedBy).orElse(true);
  }

  /** What is left to do after a run that died: the role went where it was to go. */
  private boolean isHandedOver(RoleRecord record) {
    return !isOwn(record)
        && record.state() == RoleState.PUBLISHED
        && candidate.data().madeFor().equals(Optional.of(Role.PRIMARY))
        && options.to().map(record.owner().instanceId()::equals).orElse(true);
  }

  /** Another run handed the role over, and died when this node was a replica already perhaps. */
  private boolean isToFollow(RoleRecord record) {
    boolean meant =
        options
            .to()
            .map(record::isOwnedBy)
            .orElseGet(() -> !isOwn(record) && unfinished.ledTo(record));
    return meant && record.state() == RoleState.PUBLISHED;
  }

  private boolean isOwn(RoleRecord record) {
    return record.isOwnedBy(candidate.self().instanceId());
  }
}
