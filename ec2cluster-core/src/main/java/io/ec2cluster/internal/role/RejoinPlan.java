package io.ec2cluster.internal.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Departure;
import io.ec2cluster.role.Leader;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.RoleTransfer;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Rejoining;
import io.ec2cluster.spi.Step;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The plan of {@code rejoin}: stop the engine, which must not run as a primary without the record →
 * bring its data onto the way of the present primary → come back as its replica.
 */
final class RejoinPlan {
  private final OperationContext context;
  private final EngineNode node;
  private final Candidate candidate;
  private final RoleTransfer transfer;
  private final String engine;

  RejoinPlan(
      OperationContext context,
      String engine,
      EngineNode node,
      Candidate candidate,
      RoleTransfer transfer) {
    this.context = context;
    this.node = node;
    this.candidate = candidate;
    this.transfer = transfer;
    this.engine = engine;
  }

  /** The plan, from what the zone shows now. */
  Plan plan(Rejoining how) {
    RoleRecord record =
        transfer
            .observe()
            .record()
            .orElseThrow(
                () ->
                    new RefusedException(
                        "there is no role record at "
                            + context.names().record()
                            + ": run 'ec2cluster init'"));
    if (record.isOwnedBy(candidate.self().instanceId())) {
      throw new RefusedException(
          "the role record names this node ("
              + record.state().label()
              + ", epoch "
              + record.epoch()
              + "): run 'ec2cluster init', there is nobody to rejoin");
    }
    if (record.state() != RoleState.PUBLISHED) {
      throw new RefusedException(
          record.owner()
              + " is not published ("
              + record.state().label()
              + "): there is no primary to rejoin yet. See 'ec2cluster status', and run again");
    }
    Leader leader = Leader.of(record);
    context.reportRole(Role.REPLICA, leader.epoch());
    Supplier<Assignment> assignment = () -> Following.of(context.names(), leader);
    Duration deadline = context.settings().roleDeadline();
    RoleSteps steps =
        new RoleSteps(
            context, engine, "rejoin", node, candidate, () -> Optional.of(assignment.get()));
    Plan.Builder plan = Plan.builder();
    if (isReplica() && !how.reclone()) {
      plan.steps(node.follow(assignment));
      steps.joinPool(plan, deadline);
      steps.become(plan, Role.REPLICA);
    } else {
      Pool.find(context, node).ifPresent(pool -> outOfPool(plan, pool));
      plan.steps(node.stop()).steps(steps.demoting(node.rejoin(assignment, how)));
      steps.startReplica(plan, assignment, deadline);
    }
    steps.tellPresence(plan);
    return plan.build();
  }

  /** A member whose data is made anew serves no readers meanwhile; it comes back at the end. */
  private void outOfPool(Plan.Builder plan, Pool pool) {
    if (pool.view().of(candidate.self().instanceId()).isPresent()) {
      plan.step(
          Step.named("leave the replica pool")
              .description("Let readers go elsewhere while this node is out of service")
              .action(
                  step -> {
                    if (pool.leave(pool.view(), false) == Departure.Kind.LAST) {
                      step.note("stays in " + pool.name() + ", where no other member is fit");
                    }
                  }));
    }
  }

  /** One that runs as a replica needs no more than to follow the present primary. */
  private boolean isReplica() {
    return node.probe().role().equals(Optional.of(Role.REPLICA));
  }
}
