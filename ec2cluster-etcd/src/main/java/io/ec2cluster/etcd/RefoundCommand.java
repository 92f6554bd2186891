package io.ec2cluster.etcd;

import io.ec2cluster.UsageException;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import java.util.List;

/** {@code etcd refound}. */
final class RefoundCommand {
  private RefoundCommand() {}

  static Plan plan(OperationContext context, RefoundOptions options) throws InterruptedException {
    if (!options.acceptDataLoss()) {
      throw new UsageException(
          "etcd refound gives up every key of the cluster: say --accept-data-loss if its data is lost. Where there is a snapshot: 'etcd restore --snapshot FILE|s3://BUCKET/KEY'");
    }
    Surroundings surroundings = new Surroundings(context);
    LostCluster lost = LostCluster.of(context, surroundings);
    lost.requireRefoundable();
    FoundingRecord given = lost.record().orElseThrow();
    List<GroupMember> founders = lost.members();
    FoundingRecord next =
        given.refounded(
            founders,
            surroundings.newToken(),
            new FoundingNote(
                FoundingNote.Kind.REFOUNDED,
                lost.self().name(),
                context.time().now(),
                options.why().orElse("data loss accepted")));
    return Plan.builder()
        .step(
            Step.named("name the new founding")
                .description(
                    "Write founding %d, of %s: cluster %s is given up, with all its keys"
                        .formatted(next.generation(), next.founders().keySet(), given.cluster()))
                .action(
                    step -> {
                      lost.write(next);
                      step.note(
                          "'etcd run' on these nodes moves data of %s aside and founds; nothing is deleted"
                              .formatted(given.cluster()));
                    }))
        .build();
  }
}
