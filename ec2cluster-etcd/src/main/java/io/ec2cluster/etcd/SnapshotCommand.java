package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.snapshot.SnapshotAddress;
import io.ec2cluster.etcd.snapshot.SnapshotPlace;
import io.ec2cluster.etcd.snapshot.SnapshotTool;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;
import java.util.Optional;

/** {@code etcd snapshot}. */
final class SnapshotCommand {
  private final Surroundings surroundings;
  private final SnapshotTaker taker;
  private final SnapshotPlace place;
  private final SnapshotAddress address;
  private final MemberAccess.Ways ways;

  private SnapshotCommand(
      Surroundings surroundings,
      SnapshotTaker taker,
      SnapshotPlace place,
      SnapshotAddress address,
      MemberAccess.Ways ways) {
    this.surroundings = surroundings;
    this.taker = taker;
    this.place = place;
    this.address = address;
    this.ways = ways;
  }

  static Plan plan(OperationContext context, SnapshotOptions options) throws InterruptedException {
    SnapshotAddress address = SnapshotAddress.parse("--to", options.to());
    Surroundings surroundings = new Surroundings(context);
    SnapshotParts parts = new SnapshotParts(context);
    SnapshotTool tool = parts.tool();
    MemberAccess.Ways ways = surroundings.ways();
    SnapshotTaker taker =
        new SnapshotTaker(ways, tool, context.time(), surroundings.clusterFile("snapshot-by-hand"));
    SnapshotCommand command =
        new SnapshotCommand(surroundings, taker, parts.place(address), address, ways);
    String member = command.member();
    return Plan.builder()
        .step(
            Step.named("take a snapshot")
                .description(
                    "Take a snapshot of %s, restore it to try it, and keep it as %s"
                        .formatted(member, address))
                .action(step -> command.take(member, step)))
        .build();
  }

  /** One that a quorum has confirmed, the leader first. */
  private String member() throws InterruptedException {
    List<String> urls = surroundings.view().members().stream().map(GroupMember::clientUrl).toList();
    Sighting sighting = new Lookout(ways.api()).look(urls);
    Optional<ClusterView> wanted =
        surroundings
            .foundings()
            .read()
            .map(record -> sighting.find(record.cluster()))
            .orElseGet(() -> sighting.clusters().stream().findFirst());
    return wanted
        .map(ClusterView::endpoint)
        .orElseThrow(
            () ->
                new EnvironmentException(
                    "no quorum of the cluster answers at %s: a snapshot is taken of a member that a quorum confirms"
                        .formatted(urls)));
  }

  private void take(String member, StepContext step) throws InterruptedException {
    taker.take(
        member,
        (file, facts) -> {
          place.keep(address.name(), file, facts);
          step.note(
              "%s: revision %d, %d keys, %d bytes, SHA-256 %s; it was restored to try it"
                  .formatted(
                      address, facts.revision(), facts.keys(), facts.size(), facts.sha256()));
        });
  }
}
