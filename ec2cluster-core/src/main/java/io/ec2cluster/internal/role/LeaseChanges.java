package io.ec2cluster.internal.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.role.RoleLease;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleView;
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
    this.lease = RoleLeases.of(context);
  }

  /** Releases the record that the plan showed, and no other that stands there meanwhile. */
  Plan release(boolean force) {
    String self = context.cloud().metadata().instanceId();
    RoleView view = lease.view();
    if (!force) {
      requireStopped("'ec2cluster lease release' gives the role back");
      view.record().ifPresent(this::requireNotPromoted);
    }
    String shown =
        view.record()
            .map(r -> r.owner() + ", " + r.state().label() + ", epoch " + r.epoch())
            .orElse("nobody");
    return Plan.builder()
        .step(
            Step.named("release the role record")
                .description(
                    "Write the role record "
                        + context.names().record()
                        + " as free, which names "
                        + shown
                        + (force
                            ? ", by force: you vouch that its engine does not run as primary"
                            : ""))
                .action(
                    step ->
                        step.note(
                            "the role record is free, epoch "
                                + lease.release(view, self, force).epoch())))
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

  /** A promotion is given back only while the data proves that it never happened. */
  private void requireNotPromoted(RoleRecord record) {
    boolean promoting =
        record.entitles(context.cloud().metadata().instanceId()) && record.previous().isPresent();
    if (promoting && !node.isProvenReplica()) {
      throw new RefusedException(
          "this node's promotion cannot be given back to "
              + record.previous().get().owner()
              + ": its data may have been promoted ("
              + node.data().description()
              + "). Finish with 'ec2cluster promote'; nothing overrides this but --force");
    }
  }

  /**
   * Asked of the engine itself, whoever the record names: what was read of the record may be out of
   * date.
   */
  private void requireStopped(String what) {
    Probe probe = node.probe();
    if (probe.running() != Probe.Running.NO) {
      throw new RefusedException(
          what
              + ", but this node's engine is not proven stopped ("
              + probe.description()
              + "): stop it first");
    }
  }
}
