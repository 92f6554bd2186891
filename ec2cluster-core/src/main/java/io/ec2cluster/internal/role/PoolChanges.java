package io.ec2cluster.internal.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Departure;
import io.ec2cluster.role.Leader;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.Optional;

/** {@code pool join}, {@code pool leave} and {@code pool check}. */
final class PoolChanges {
  private final OperationContext context;
  private final EngineNode node;
  private final Pool pool;
  private final PoolAbsence absence;
  private final String self;

  PoolChanges(OperationContext context, EngineNode node) {
    this.context = context;
    this.node = node;
    this.pool = Pool.get(context, node);
    this.absence = new PoolAbsence(context);
    this.self = context.cloud().metadata().instanceId();
  }

  Plan join() {
    RoleRecord record = record();
    Optional<String> reason = unfit(record);
    if (reason.isPresent()) {
      throw new RefusedException(
          self
              + " does not belong in the replica pool "
              + pool.name()
              + ": "
              + reason.get()
              + ". Nothing overrides this");
    }
    context.reportRole(Role.REPLICA, record.epoch());
    return Plan.builder().step(returning()).step(pool.joining()).build();
  }

  Plan leave(boolean allowEmpty) {
    Pool.View view = pool.view();
    if (pool.departure(view, allowEmpty) == Departure.Kind.LAST) {
      throw pool.last();
    }
    return Plan.builder()
        .step(pool.leaving(view, allowEmpty))
        .step(
            Step.named("stay out of the replica pool")
                .description("Keep the pool check from bringing this node back")
                .check(step -> absence.isByHand() ? Check.State.DONE : Check.State.NEEDED)
                .action(step -> absence.begin()))
        .build();
  }

  /**
   * What a timer runs: two requests to the zone and one to the back end at most, and nothing is
   * written where nothing has changed.
   */
  Plan check(boolean allowEmpty) {
    RoleRecord record = record();
    Pool.View view = pool.view();
    Optional<String> unfit = unfit(record);
    boolean member = view.of(self).isPresent();
    Plan.Builder plan = Plan.builder();
    boolean changes = false;
    if (member && unfit.isPresent()) {
      plan.step(leavingBecause(unfit.get(), view, allowEmpty));
      changes = true;
    } else if (unfit.isPresent()) {
      plan.step(told("out of the replica pool " + pool.name() + ": " + unfit.get()));
    } else if (!member && absence.isByHand()) {
      plan.step(
          told(
              "out of the replica pool "
                  + pool.name()
                  + ", taken out by hand: 'ec2cluster pool join' brings it back"));
    } else if (!pool.isJoined(view)) {
      plan.step(pool.joining());
      changes = true;
    } else {
      // In the pool by a later init: what was done by hand before is over.
      plan.step(returning());
      plan.step(told("in the replica pool " + pool.name() + " and fit"));
    }
    evict(plan, view, changes, allowEmpty);
    follow(plan, record, unfit.isPresent());
    synchronise(plan, record);
    return plan.build();
  }

  /** On the primary: who joined or left the pool since is waited for, or no longer. */
  private void synchronise(Plan.Builder plan, RoleRecord record) {
    boolean primary = record.state() == RoleState.PUBLISHED && record.isOwnedBy(self);
    if (primary && context.settings().synchronous().replicas() > 0) {
      plan.steps(node.synchronise(() -> pool.ids(pool.members())));
    }
  }

  private void evict(Plan.Builder plan, Pool.View view, boolean changes, boolean allowEmpty) {
    if (!view.dead().isEmpty()) {
      plan.step(pool.evicting(view, changes ? pool::members : view::members, allowEmpty));
    }
  }

  /** Its steps look first: nothing is done where it follows the record's primary already. */
  private void follow(Plan.Builder plan, RoleRecord record, boolean unfit) {
    boolean follows = record.state() == RoleState.PUBLISHED && !record.isOwnedBy(self);
    if (!follows || !pool.fitness().runsAsReplica()) {
      return;
    }
    Assignment assignment = Following.of(context.names(), Leader.of(record));
    context.reportRole(Role.REPLICA, record.epoch());
    EnginePresence presence = new EnginePresence(context, node);
    plan.steps(presence.announced(node.follow(() -> assignment)));
    if (unfit && !absence.isByHand()) {
      plan.step(comingBack(record));
    }
    presence.toldBy(plan);
  }

  /**
   * Every replica is unfit while its primary is gone. One that follows the new primary now need not
   * wait for the next check.
   */
  private Step comingBack(RoleRecord record) {
    Step joining = pool.joining();
    return Step.named("come back to the replica pool")
        .description(joining.description() + " if this node is fit now")
        .check(step -> unfit(record).isPresent() ? Check.State.DONE : Check.State.NEEDED)
        .action(joining.action());
  }

  private Step leavingBecause(String why, Pool.View view, boolean allowEmpty) {
    return Step.named("leave the replica pool")
        .description("Take " + self + " out of " + pool.name() + ": " + why)
        .action(
            step -> {
              switch (pool.leave(view, allowEmpty)) {
                case LEAVES, ABSENT -> step.note("out of the replica pool: " + why);
                case LAST ->
                    step.note(
                        "stays in the replica pool, because no fit member would be left: " + why);
              }
            });
  }

  private Step returning() {
    return Step.named("no longer stay out of the replica pool")
        .description("Let the pool check look after this node")
        .check(step -> absence.isByHand() ? Check.State.NEEDED : Check.State.DONE)
        .action(step -> absence.end());
  }

  private static Step told(String finding) {
    return Step.named("look at this node")
        .description(finding)
        .check(step -> noted(finding, step))
        .action(step -> step.note(finding));
  }

  private static Check.State noted(String finding, StepContext step) {
    step.note(finding);
    return Check.State.DONE;
  }

  /** Why this node does not belong in the pool now. */
  private Optional<String> unfit(RoleRecord record) {
    return record.isOwnedBy(self)
        ? Optional.of("the role record names it as the primary (" + record.state().label() + ")")
        : pool.unfit();
  }

  private RoleRecord record() {
    return RoleLeases.of(context)
        .view()
        .record()
        .orElseThrow(
            () ->
                new RefusedException(
                    "there is no role record at "
                        + context.names().record()
                        + ", so there is no replica yet. The first 'ec2cluster init' writes it"));
  }
}
