package io.ec2cluster.internal.role;

import io.ec2cluster.UsageException;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Fencing;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Step;
import java.util.List;

/** Stops those of whom nothing proves that they do not write: {@code promote --fence}. */
final class Fence {
  private final OperationContext context;
  private final String asked;

  Fence(OperationContext context, String asked) {
    this.context = context;
    this.asked = asked;
  }

  /**
   * The step that stops them.
   *
   * @throws UsageException if the back end offers no such way
   */
  Step step(Doubts doubts) {
    Fencing fencing = fencing();
    List<RoleRecord> open = doubts.open();
    return Step.named("fence the old primary")
        .description(
            "Stop the instance of "
                + open.stream().map(doubt -> doubt.owner().toString()).toList()
                + " by "
                + fencing.id())
        .check(step -> doubts.open().isEmpty() ? Check.State.DONE : Check.State.NEEDED)
        .action(
            step -> {
              for (RoleRecord doubt : open) {
                fencing.stop(doubt.owner().instanceId(), step);
              }
            });
  }

  private Fencing fencing() {
    return context
        .cloud()
        .fencing()
        .filter(way -> way.id().equals(asked))
        .orElseThrow(
            () ->
                new UsageException(
                    "--fence "
                        + asked
                        + ": the back end '"
                        + context.cloud().id()
                        + "' offers "
                        + context.cloud().fencing().map(Fencing::id).orElse("no fencing")));
  }
}
