package io.ec2cluster.postgres;

import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Drops the slot of a member that has left; what it held back of the log can then be removed. */
final class Forgetting {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Server server;
  private final String instanceId;
  private final Supplier<Assignment> assignment;

  Forgetting(Server server, String instanceId, Supplier<Assignment> assignment) {
    this.server = server;
    this.instanceId = instanceId;
    this.assignment = assignment;
  }

  List<Step> steps() {
    return List.of(
        Step.named("drop the replication slot of " + instanceId)
            .description(
                "Drop the slot "
                    + SlotName.of(instanceId)
                    + " on the primary, if it is there, once nobody is connected to it")
            .action(this::drop));
  }

  private void drop(StepContext step) throws InterruptedException {
    try (ReplicationConnection connection =
        new PrimaryLink(server).open(assignment.get().primary(), step)) {
      step.await(
          "the replication slot of " + instanceId + " to be unused",
          PATIENCE,
          () -> connection.dropUnusedSlot(SlotName.of(instanceId)));
    }
  }
}
