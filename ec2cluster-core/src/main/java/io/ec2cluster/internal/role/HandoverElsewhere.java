package io.ec2cluster.internal.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.host.OtherNode;
import io.ec2cluster.role.Handover;
import io.ec2cluster.role.HandoverOptions;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The plan of {@code handover} on a node that is not the primary: the primary has to do it. */
final class HandoverElsewhere {
  private final OperationContext context;
  private final HandoverOptions options;
  private final String self;
  private final Supplier<PromotePlan> promotion;

  /**
   * A handover on another node.
   *
   * @param promotion this node's promotion, waiting for the offer
   */
  HandoverElsewhere(
      OperationContext context,
      HandoverOptions options,
      String self,
      Supplier<PromotePlan> promotion) {
    this.context = context;
    this.options = options;
    this.self = self;
    this.promotion = promotion;
  }

  /**
   * An earlier run, which called the primary, died with the role on its way to this node, or here.
   */
  boolean isTakenUpHere(RoleRecord record) {
    if (!options.to().orElse(self).equals(self)) {
      return false;
    }
    boolean offered =
        record.state() == RoleState.HANDOVER
            && record.handover().map(Handover::candidate).filter(self::equals).isPresent();
    boolean promoting = record.state() == RoleState.CLAIMED && record.previous().isPresent();
    boolean promoted = record.state() == RoleState.PUBLISHED && options.to().isPresent();
    return record.isOwnedBy(self) ? promoting || promoted : offered;
  }

  /** One call; to this node itself: the call, and its promotion meanwhile. */
  void add(Plan.Builder plan, RoleRecord record) {
    if (record.isOwnedBy(self) || record.state() != RoleState.PUBLISHED) {
      throw new RefusedException(
          "only a published primary hands its role over; the record names "
              + record.owner()
              + ", "
              + record.state().label()
              + ": see 'ec2cluster status'");
    }
    String to = options.to().orElse(self);
    OtherNode primary = OtherNode.of(context, Roster.of(record.owner()));
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
    plan.add(promotion.get().plan());
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
}
