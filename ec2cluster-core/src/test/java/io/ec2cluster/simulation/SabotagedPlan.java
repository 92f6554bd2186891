package io.ec2cluster.simulation;

import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;

/** Breaks the order of a plan's steps, which are known by their names, where the setting asks. */
final class SabotagedPlan {
  private final World world;
  private final NodeEngine engine;

  SabotagedPlan(World world, NodeEngine engine) {
    this.world = world;
    this.engine = engine;
  }

  Plan of(Plan plan) {
    return switch (world.setting().sabotage()) {
      case START_BEFORE_CLAIM -> EditedPlan.preceded(plan, "claim the role", startOnSight());
      case PUBLISH_BEFORE_VERIFY ->
          EditedPlan.moved(plan, "publish the primary name", "verify primary");
      case RELEASE_BEFORE_STOP -> EditedPlan.of(plan, this::stoppedLate);
      case JOIN_BEFORE_VERIFY -> EditedPlan.moved(plan, "join the replica pool", "verify replica");
      case JOIN_FORGOTTEN -> EditedPlan.without(plan, "join the replica pool");
      case NO_SECOND_LOOK -> EditedPlan.without(plan, "look at the old primary again");
      case PROMOTE_BEFORE_TAKING ->
          EditedPlan.preceded(
              plan,
              "take the role",
              Step.named("promote on sight").action(ignored -> engine.promote()));
      case OFFER_BEFORE_STOP -> EditedPlan.moved(plan, "offer the role", "stop");
      case POSITION_IGNORED ->
          EditedPlan.without(
              EditedPlan.without(plan, "wait until the candidate has everything"),
              "reach the final position");
      default -> plan;
    };
  }

  private Step startOnSight() {
    return Step.named("start on sight")
        .action(
            ignored -> {
              engine.makeData(true);
              engine.start(Role.PRIMARY);
            });
  }

  private Step stoppedLate(Step step) {
    return EditedPlan.withUndo(
        step,
        undo ->
            taken -> {
              undo.run(taken);
              engine.stop();
            });
  }
}
