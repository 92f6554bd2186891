package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.Rejoining;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes the data of a former primary follow the new one: as it is, if it ends before the new
 * timeline begins; else by pg_rewind; else, where that is allowed, as a fresh copy, for which the
 * old data is moved aside. Nothing is started here.
 */
final class Rejoin {
  private final Server server;
  private final Supplier<Assignment> assignment;
  private final Rejoining how;

  Rejoin(Server server, Supplier<Assignment> assignment, Rejoining how) {
    this.server = server;
    this.assignment = assignment;
    this.how = how;
  }

  List<Step> steps() {
    ReplicaPreparation replica = new ReplicaPreparation(server, assignment);
    List<Step> steps = new ArrayList<>();
    steps.add(
        Step.named("compare with the primary")
            .description("Refuse a primary, or data here, that is not of the same cluster")
            .action(this::requireSameCluster));
    steps.addAll(replica.slot());
    steps.add(
        Step.named("make the data follow the primary")
            .description(
                "Leave "
                    + server.data().path()
                    + " as it is if it ends before the primary's timeline begins; else rewind it"
                    + (how.reclone()
                        ? "; where that is not possible, "
                            + (how.discard() ? "delete it" : "move it aside")
                            + " for a fresh copy"
                        : ""))
            .action(this::makeFollow));
    steps.add(replica.copyStep());
    steps.addAll(new SettingsSteps(server, Role.REPLICA, assignment).steps());
    return List.copyOf(steps);
  }

  private void requireSameCluster(StepContext step) throws InterruptedException {
    requireStopped();
    PrimaryLocation primary = assignment.get().primary();
    try (ReplicationConnection connection = new PrimaryLink(server).open(primary, step)) {
      ReplicationConnection.Identity identity = connection.identify();
      ReplicaPreparation.requireRecorded(primary, identity);
      DataDirectory data = server.data();
      if (!data.isEmpty() || data.isRewinding()) {
        Ancestry.requireSame(
            data.path(),
            data.control(data.isRewinding() ? DataDirectory.rewinding(data.path()) : data.path())
                .systemIdentifier(),
            identity.systemIdentifier(),
            primary.address());
      }
    }
  }

  private void requireStopped() {
    List<Long> processes = server.processes().all();
    if (!processes.isEmpty()) {
      throw new EnvironmentException(
          "processes "
              + processes
              + " of a server still work in "
              + server.data().path()
              + ", whose data is to be changed: stop it, then run this again");
    }
  }

  private void makeFollow(StepContext step) throws InterruptedException {
    requireStopped();
    OldData old = new OldData(server);
    old.removeDiscarded();
    Rewind rewind = new Rewind(server, assignment.get().primary());
    Optional<String> diverged = Optional.empty();
    if (!rewind.isBegun()) {
      diverged = server.data().isEmpty() ? Optional.empty() : divergence(step);
      if (diverged.isEmpty()) {
        step.note(
            server.data().isEmpty()
                ? server.data().path() + " is empty: it gets a copy"
                : server.data().path()
                    + " ends before the primary's timeline begins: nothing has to be rewound");
        return;
      }
    }
    Optional<String> obstacle = rewind.run(() -> divergence(step), step);
    if (obstacle.isPresent()) {
      String why =
          server.data().path()
              + diverged.map(text -> " " + text).orElse(" was being rewound")
              + ", and pg_rewind cannot bring it back: "
              + obstacle.get();
      if (!how.reclone()) {
        throw new RefusedException(
            why
                + ". 'ec2cluster rejoin --reclone' takes a fresh copy of the primary and moves the"
                + " old data aside");
      }
      step.note(why);
      old.makeRoom(how.discard(), step);
    }
  }

  private Optional<String> divergence(StepContext step) throws InterruptedException {
    // Read before the primary is asked: what is here cannot be ahead of what the primary has then.
    ControlFile local = server.data().control();
    try (ReplicationConnection connection =
        new PrimaryLink(server).open(assignment.get().primary(), step)) {
      ReplicationConnection.Identity identity = connection.identify();
      return Ancestry.divergence(
          local,
          server.data().madeFor(),
          server.data().isRestoredBackup(),
          identity,
          connection.history(identity.timeline()));
    }
  }
}
