package io.ec2cluster.internal.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.role.RoleLease;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Step;

/** {@code lease release} and {@code lease refound}. */
final class LeaseChanges {
  private final OperationContext context;
  private final EngineNode node;
  private final RoleLease lease;

  LeaseChanges(OperationContext context, EngineNode node) {
    this.context = context;
    this.node = node;
    this.lease =
        new RoleLease(
            context.cloud().zone(),
            context.names(),
            context.cloud().liveness(),
            context.time(),
            context.random());
  }

  Plan release(boolean force) {
    String self = context.cloud().metadata().instanceId();
    if (!force) {
      requireStopped("'ec2cluster lease release' gives the role back");
    }
    return Plan.builder()
        .step(
            Step.named("release the role record")
                .description(
                    "Write the role record "
                        + context.names().record()
                        + " as free"
                        + (force ? ", by force" : ""))
                .check(step -> isFree() ? Check.State.DONE : Check.State.NEEDED)
                .action(
                    step ->
                        step.note(
                            "the role record is free, epoch "
                                + lease.release(self, force).epoch())))
        .build();
  }

  Plan refound(boolean acceptDataLoss) {
    String self = context.cloud().metadata().instanceId();
    if (!acceptDataLoss) {
      throw new RefusedException(
          "'ec2cluster lease refound' lets the next init found an empty cluster in place of "
              + context.names().primary()
              + ": give --accept-data-loss if its data is lost");
    }
    requireStopped("'ec2cluster lease refound' forgets the primary");
    return Plan.builder()
        .step(
            Step.named("let the cluster be founded anew")
                .description(
                    "Write the role record "
                        + context.names().record()
                        + " as free and never published; remove "
                        + context.names().primary())
                .action(
                    step ->
                        step.note(
                            "founded anew by the next init; epoch " + lease.refound(self).epoch())))
        .build();
  }

  private boolean isFree() {
    return lease.view().record().filter(record -> record.state() == RoleState.FREE).isPresent();
  }

  private void requireStopped(String what) {
    String self = context.cloud().metadata().instanceId();
    boolean own = lease.view().record().filter(record -> record.isOwnedBy(self)).isPresent();
    Probe probe = node.probe();
    if (own && probe.running() != Probe.Running.NO) {
      throw new RefusedException(
          what
              + ", but this node's engine is not proven stopped ("
              + probe.description()
              + "): stop it first");
    }
  }
}
