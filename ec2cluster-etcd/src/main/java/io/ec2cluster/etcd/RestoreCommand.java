package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.snapshot.SnapshotAddress;
import io.ec2cluster.etcd.snapshot.SnapshotFacts;
import io.ec2cluster.etcd.snapshot.SnapshotFile;
import io.ec2cluster.etcd.snapshot.SnapshotPlace;
import io.ec2cluster.etcd.snapshot.SnapshotTool;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * {@code etcd restore}: makes data of a snapshot first, then the record that names it, then gives
 * it its place. Killed anywhere, it is run again: before the record nothing is changed, after it
 * nothing that the record names has answered yet.
 */
final class RestoreCommand {
  private final LostCluster lost;
  private final EtcdDirectory data;
  private final SnapshotTool tool;
  private final SnapshotPlace place;
  private final SnapshotAddress address;
  private final Path scratch;
  private final String token;
  private final FoundingNote note;

  private RestoreCommand(
      LostCluster lost,
      EtcdDirectory data,
      SnapshotTool tool,
      SnapshotPlace place,
      SnapshotAddress address,
      String token,
      FoundingNote note) {
    this.lost = lost;
    this.data = data;
    this.tool = tool;
    this.place = place;
    this.address = address;
    // Beside the data, where a rename brings it.
    this.scratch = data.path().resolveSibling(data.path().getFileName() + ".restoring");
    this.token = token;
    this.note = note;
  }

  static Plan plan(OperationContext context, RestoreOptions options) throws InterruptedException {
    SnapshotAddress address = SnapshotAddress.parse("--snapshot", options.snapshot());
    Surroundings surroundings = new Surroundings(context);
    SnapshotParts parts = new SnapshotParts(context);
    LostCluster lost = LostCluster.of(context, surroundings);
    RestoreCommand command =
        new RestoreCommand(
            lost,
            new EtcdDirectory(surroundings.settings().dataDirectory(), context.time()),
            parts.tool(),
            parts.place(address),
            address,
            surroundings.newToken(),
            new FoundingNote(
                FoundingNote.Kind.RESTORED,
                lost.self().name(),
                context.time().now(),
                options.why().orElse("from " + address)));
    lost.requireRestorable();
    return command.steps();
  }

  private Plan steps() {
    return Plan.builder()
        .step(
            Step.named("keep etcd from being started here")
                .description("Make sure that neither 'etcd run' nor etcd works on this node")
                .action(step -> lost.hold()))
        .step(
            Step.named("fetch the snapshot")
                .description("Copy %s and check that it is whole".formatted(address))
                .action(step -> fetch()))
        .step(
            Step.named("restore it")
                .description(
                    "Make data of it: member %s alone, in a new cluster"
                        .formatted(lost.self().name()))
                .action(step -> restore()))
        .step(
            Step.named("name the new cluster")
                .description(
                    "Write the founding record's next generation, if no quorum answers still and nobody else has written it")
                .action(step -> record(step)))
        .step(
            Step.named("put the data into its place")
                .description("Move %s aside, and what was restored there".formatted(data.path()))
                .action(this::install))
        .finalizer("remove what was fetched", step -> OwnedFiles.deleteTree(scratch))
        .finalizer("let etcd be started", step -> lost.release())
        .build();
  }

  private void fetch() {
    OwnedFiles.deleteTree(scratch);
    try {
      Files.createDirectories(scratch.toAbsolutePath().resolveSibling(""));
      Files.createDirectory(
          scratch,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException failure) {
      throw OwnedFiles.failed("making the directory", scratch, failure);
    }
    Optional<SnapshotFacts> facts = place.fetch(address.name(), file());
    SnapshotFile whole = SnapshotFile.check(address.toString(), file());
    if (facts.filter(known -> !known.sha256().equals(whole.sha256())).isPresent()) {
      throw new RefusedException(
          "%s has the SHA-256 %s, and %s when it was kept: it was changed or is another's; take another one. Nothing was changed"
              .formatted(address, whole.sha256(), facts.get().sha256()));
    }
  }

  private void restore() throws InterruptedException {
    GroupMember self = lost.self();
    tool.restore(file(), restored(), new SnapshotTool.Member(self.name(), self.peerUrl(), token));
    Optional<DataIdentity> made = new EtcdDirectory(restored(), lost.time()).identity();
    DataIdentity expected =
        new DataIdentity(
            FoundedIds.member(self.peerUrl(), token), lost.next(token, note).cluster());
    if (!made.equals(Optional.of(expected))) {
      throw new EnvironmentException(
          "%s made data of %s, expected %s: this tool is of another kind than etcd's of 3.4 to 3.6. Nothing was changed"
              .formatted(tool.program(), made, expected));
    }
  }

  private void record(StepContext step) throws InterruptedException {
    FoundingRecord written = lost.write(lost.next(token, note));
    step.note(
        "founding %d, cluster %s, from %s"
            .formatted(written.generation(), written.cluster(), address));
  }

  private void install(StepContext step) {
    if (Files.exists(data.path())) {
      data.moveAside();
    }
    OwnedFiles.rename(restored(), data.path());
    step.note(
        "start 'etcd run' on this node now, then on the others: they move their old data aside and join. Revisions count on from the snapshot's: restart clients that watch or cache");
  }

  private Path file() {
    return scratch.resolve("snapshot");
  }

  private Path restored() {
    return scratch.resolve("data");
  }
}
