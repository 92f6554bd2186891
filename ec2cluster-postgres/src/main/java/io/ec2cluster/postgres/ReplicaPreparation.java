package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a node needs before it may start as replica: a copy that can follow the primary. */
final class ReplicaPreparation {
  private final Server server;
  private final Supplier<Assignment> assignment;
  private final StandbyPlan plan;
  private boolean newSlot;

  ReplicaPreparation(Server server, Supplier<Assignment> assignment) {
    this.server = server;
    this.assignment = assignment;
    this.plan = new StandbyPlan(server);
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>(new PackageSteps(server).steps());
    steps.addAll(follow());
    steps.add(new BootStart(server).step());
    return List.copyOf(steps);
  }

  /** The steps that make data of any past follow the primary; also those of a demoted primary. */
  List<Step> follow() {
    List<Step> steps = new ArrayList<>();
    steps.add(
        Step.named("compare with the primary")
            .description("Refuse a primary, or data here, that is not of the same cluster")
            .action(this::compare));
    steps.add(
        Step.named("stop a server that is no standby")
            .description(
                "Stop the server here if it runs as a primary that the cluster has left behind;"
                    + " compare again")
            .check(step -> runsAsPrimary() ? Check.State.NEEDED : Check.State.DONE)
            .action(this::stopPrimary));
    steps.addAll(slot());
    steps.add(copyStep());
    steps.addAll(new SettingsSteps(server, Role.REPLICA, assignment).steps());
    return List.copyOf(steps);
  }

  /** Reserves this replica's slot on the primary, where it streams. */
  List<Step> slot() {
    return slot(step -> Check.State.DECIDED_BY_ACT);
  }

  /**
   * The same.
   *
   * @param check whether it is known to be there already
   */
  List<Step> slot(Check check) {
    return plan.streams()
        ? List.of(
            Step.named("reserve a replication slot")
                .description("Let the primary keep the log that this replica needs")
                .check(check)
                .undo(this::giveSlotBack)
                .action(this::reserveSlot))
        : List.of();
  }

  /** Fills an empty data directory. */
  Step copyStep() {
    return Step.named("copy the data")
        .description("Fill " + server.data().path() + " with " + source() + " if it is empty")
        .check(step -> server.data().isEmpty() ? Check.State.NEEDED : Check.State.DONE)
        .action(this::copy);
  }

  private String source() {
    return server.settings().bootstrapCommand().isEmpty()
        ? "pg_basebackup from the primary"
        : server.settings().bootstrapCommand().get(0);
  }

  /** What can be compared depends on whether the primary is asked, or only its archive read. */
  private void compare(StepContext step) throws InterruptedException {
    boolean empty = server.data().isEmpty();
    PrimaryLocation primary = assignment.get().primary();
    if (!plan.streams() && (empty ? hasBootstrap() : primary.dataIdentity().isPresent())) {
      if (!empty) {
        requireSame(server.data().control(), primary.dataIdentity().orElseThrow());
      }
      return;
    }
    // Read before the primary is asked: what is here cannot be ahead of what the primary has then.
    Optional<ControlFile> local = empty ? Optional.empty() : Optional.of(server.data().control());
    try (ReplicationConnection connection = new PrimaryLink(server).open(primary, step)) {
      ReplicationConnection.Identity identity = connection.identify();
      requireRecorded(primary, identity);
      if (local.isPresent()) {
        requireSame(local.get(), identity.systemIdentifier());
        if (isOutdated(local.get(), identity)) {
          return;
        }
        Ancestry.requireAncestor(
            server.data().path(),
            local.get(),
            server.data().madeFor(),
            server.data().isRestoredBackup(),
            identity,
            connection.history(identity.timeline()));
      }
    }
  }

  /**
   * A running primary that the cluster has left behind: it is stopped first, whatever becomes of
   * its data, because it takes writes beside the primary. Only a later timeline proves that.
   */
  private boolean isOutdated(ControlFile local, ReplicationConnection.Identity primary)
      throws InterruptedException {
    return local.timeline() < primary.timeline() && runsAsPrimary();
  }

  private boolean hasBootstrap() {
    return !server.settings().bootstrapCommand().isEmpty();
  }

  private void requireSame(ControlFile local, String primary) {
    Ancestry.requireSame(
        server.data().path(),
        local.systemIdentifier(),
        primary,
        assignment.get().primary().address());
  }

  /** Who answers at the recorded address must be who the record means. */
  static void requireRecorded(PrimaryLocation primary, ReplicationConnection.Identity identity) {
    primary
        .dataIdentity()
        .filter(recorded -> !recorded.equals(identity.systemIdentifier()))
        .ifPresent(
            recorded -> {
              throw new EnvironmentException(
                  "the server at "
                      + primary.address()
                      + ":"
                      + primary.port()
                      + " has the system identifier "
                      + identity.systemIdentifier()
                      + ", the role record says "
                      + recorded
                      + " for "
                      + primary.instanceId()
                      + ": another server answers there. Nothing was changed");
            });
  }

  private boolean runsAsPrimary() throws InterruptedException {
    return ServerState.ask(server).map(state -> !state.inRecovery()).orElse(false);
  }

  private void stopPrimary(StepContext step) throws InterruptedException {
    new StopSteps(server).stopAndProve(step);
    compare(step);
  }

  private void reserveSlot(StepContext step) throws InterruptedException {
    Optional<String> slot = plan.slot(assignment.get());
    if (slot.isEmpty()) {
      return;
    }
    try (ReplicationConnection connection =
        new PrimaryLink(server).open(assignment.get().primary(), step)) {
      newSlot = connection.createSlot(slot.get());
      step.note("slot " + slot.get() + (newSlot ? " made" : " found"));
    }
  }

  /** A slot without a replica keeps the log until the primary's disk is full. */
  private void giveSlotBack(StepContext step) throws InterruptedException {
    if (!newSlot || !server.data().isEmpty()) {
      return;
    }
    try (ReplicationConnection connection =
        new PrimaryLink(server).open(assignment.get().primary(), step)) {
      plan.slot(assignment.get()).ifPresent(connection::dropSlot);
    }
  }

  private void copy(StepContext step) throws InterruptedException {
    Assignment now = assignment.get();
    FreshData fresh = new FreshData(server);
    fresh.make(
        directory -> {
          if (hasBootstrap()) {
            fresh.bootstrap(directory, step);
          } else {
            new BaseBackup(server).into(directory, now.primary(), plan.slot(now), step);
          }
          markStandby(directory, now);
        });
    compare(step);
  }

  /** In the copy and not after the renaming: from its first moment on the data is a replica's. */
  private void markStandby(Path directory, Assignment now) {
    new RecoveryFiles(server).write(Role.REPLICA, directory, Optional.of(plan.replica(now)), false);
  }
}
