package io.ec2cluster.internal.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The end of a primary whose role record moved on to another node: its engine is stopped, and
 * proven stopped. What becomes of its data is left to {@code rejoin}, because only that knows what
 * may be kept.
 */
public final class Demotion {
  private final RoleEngine engine;
  private final OptionalLong epoch;

  private Demotion(RoleEngine engine, OptionalLong epoch) {
    this.engine = engine;
    this.epoch = epoch;
  }

  /**
   * Whether a record proves that the role went from this node to another while its engine ran as
   * the primary: it names another one which was published, in an epoch after the last one that the
   * engine lived by, or, where that is not known, as the one that came after this node. A claim
   * proves nothing yet: its promotion may be given back, and until it is published clients are sent
   * here.
   *
   * @param epoch the last epoch that the engine lived by ({@link RoleMemory#epoch})
   */
  public static boolean isProvenBy(RoleRecord record, String self, OptionalLong epoch) {
    if (record.isOwnedBy(self) || record.state() == RoleState.CLAIMED || !record.everPublished()) {
      return false;
    }
    return epoch.isPresent()
        ? record.epoch() > epoch.getAsLong()
        : record.former().filter(former -> former.instanceId().equals(self)).isPresent();
  }

  /** The change, for who has seen the proof: it looks again before it stops anything. */
  public static Change<NoSettings> of(RoleEngine engine, OptionalLong epoch) {
    Demotion demotion = new Demotion(engine, epoch);
    return new Change<>(
        "demote",
        "Stop a primary whose role moved on to another node",
        NoSettings.class,
        (context, options) -> demotion.plan(context));
  }

  private Plan plan(OperationContext context) {
    EngineNode node = engine.node(context);
    String self = context.cloud().metadata().instanceId();
    RoleRecord record =
        proof(context, self)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "the role record no longer shows that the role moved on: nothing is stopped"));
    if (!NodeLook.at(context, node).runsAs(Role.PRIMARY)) {
      throw new RefusedException("the engine no longer runs as a primary: nothing is stopped");
    }
    context.reportRole(Role.REPLICA, record.epoch());
    String why =
        "the role moved on to %s (%s, epoch %d)"
            .formatted(record.owner(), record.state().label(), record.epoch());
    Plan.Builder plan =
        Plan.builder()
            .step(
                Step.named("give the role up")
                    .description("Stop the engine: " + why)
                    .action(step -> remember(context, why, step)))
            .steps(node.stop());
    new EnginePresence(context, node).toldBy(plan);
    return plan.build();
  }

  private Optional<RoleRecord> proof(OperationContext context, String self) {
    return RoleLeases.of(context).view().record().filter(record -> isProvenBy(record, self, epoch));
  }

  /** A disk that takes no note is no reason to let two primaries run. */
  private static void remember(OperationContext context, String why, StepContext step) {
    step.note(why);
    try {
      new RoleMemory(context).demotes(why);
    } catch (EnvironmentException unwritable) {
      step.note(String.valueOf(unwritable.getMessage()));
    }
  }
}
