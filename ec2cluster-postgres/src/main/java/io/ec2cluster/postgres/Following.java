package io.ec2cluster.postgres;

import com.google.common.primitives.Ints;
import io.ec2cluster.RefusedException;
import io.ec2cluster.host.Interruptible;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.Standing;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Turns a running standby to another primary, from version 13 on without a restart. It is given the
 * primary's address first: a name may still lead to the old primary, or to nobody. That it streams
 * from the right one shows by the timeline, which every promotion changes.
 */
final class Following {
  private static final String RECEIVER =
      "SELECT sender_host, greatest(received_tli, receive_start_tli), slot_name"
          + " FROM pg_stat_wal_receiver WHERE status = 'streaming';";

  private final Server server;
  private final Supplier<Assignment> assignment;

  Following(Server server, Supplier<Assignment> assignment) {
    this.server = server;
    this.assignment = assignment;
  }

  List<Step> steps() {
    List<Step> steps =
        new ArrayList<>(
            new ReplicaPreparation(server, assignment)
                .slot(step -> hasSlot() ? Check.State.DONE : Check.State.DECIDED_BY_ACT));
    steps.add(
        Step.named("turn to the primary")
            .description(
                "Let the running server stream from the primary, "
                    + (NameFollower.reloads(server) ? "without a restart" : "by a restart"))
            .check(step -> followsAlready(Optional.empty()) ? Check.State.DONE : Check.State.NEEDED)
            .action(this::turn));
    steps.addAll(new VerifySteps(server, assignment).following());
    return List.copyOf(steps);
  }

  /** A slot by which it streams is there, and nobody can drop it. */
  private boolean hasSlot() throws InterruptedException {
    Optional<String> slot = new StandbyPlan(server).slot(assignment.get());
    return slot.isEmpty() || followsAlready(slot);
  }

  private boolean followsAlready(Optional<String> slot) throws InterruptedException {
    if (!new StandbyPlan(server).streams()) {
      return false;
    }
    PrimaryLocation primary = assignment.get().primary();
    try (ReplicationConnection connection =
        server.tryOpen(server.address(primary.address(), primary.port()))) {
      return streamsOn(connection.identify().timeline(), Optional.empty(), slot);
    } catch (SQLException unreachable) {
      // Whoever acts on it says so.
      return false;
    }
  }

  private void turn(StepContext step) throws InterruptedException {
    StandbyPlan plan = StandbyPlan.byAddress(server);
    if (!plan.streams()) {
      new SettingsSteps(server, Role.REPLICA, assignment).write(step);
      return;
    }
    int timeline = requireAncestor(step);
    new SettingsSteps(server, Role.REPLICA, assignment, plan).write(step);
    takeUp(plan, step);
    Optional<String> host = plan.ownsConnection() ? plan.writtenHost() : Optional.empty();
    step.await(
        "the replica to stream on timeline " + timeline,
        server.startTimeout(),
        () -> Interruptible.ask(() -> streamsOn(timeline, host, Optional.empty())));
  }

  /** A standby that has more than the new primary would ask in vain for ever. */
  private int requireAncestor(StepContext step) throws InterruptedException {
    Standing own = new Standings(server).own();
    try (ReplicationConnection connection =
        new PrimaryLink(server).open(assignment.get().primary(), step)) {
      ReplicationConnection.Identity primary = connection.identify();
      own.dataIdentity()
          .ifPresent(
              identity ->
                  Ancestry.requireSame(
                      server.data().path(),
                      identity,
                      primary.systemIdentifier(),
                      assignment.get().primary().address()));
      TimelineHistory history = connection.history(primary.timeline());
      own.position()
          .filter(at -> at.timeline() != primary.timeline())
          .filter(
              at ->
                  history
                      .endOf((int) at.timeline())
                      .map(end -> new Lsn(at.offset()).isAfter(end))
                      .orElse(true))
          .ifPresent(
              at -> {
                throw new RefusedException(
                    "this replica is at "
                        + at.text()
                        + ", which the primary (timeline "
                        + primary.timeline()
                        + ", "
                        + primary.position()
                        + ") never was: stop it and bring it back with 'ec2cluster rejoin'");
              });
      return primary.timeline();
    }
  }

  private void takeUp(StandbyPlan plan, StepContext step) throws InterruptedException {
    if (server.processes().postmaster().isEmpty()) {
      new StartSteps(server, Role.REPLICA, assignment).startStopped(step);
    } else if (NameFollower.reloads(server)) {
      server.control().reload();
      if (!plan.ownsConnection()) {
        // The user's own connection string stays as it is: ended, it is made anew, by its name.
        server.sql().rowIfAnswered("SELECT pg_terminate_backend(pid) FROM pg_stat_wal_receiver;");
      }
    } else {
      new StopSteps(server).stopAndProve(step);
      new StartSteps(server, Role.REPLICA, assignment).startStopped(step);
    }
  }

  private boolean streamsOn(int timeline, Optional<String> host, Optional<String> slot)
      throws InterruptedException {
    Optional<List<String>> row = server.sql().rowIfAnswered(RECEIVER);
    Integer receiving = row.map(columns -> Ints.tryParse(columns.get(1))).orElse(null);
    return receiving != null
        && receiving >= timeline
        && host.map(row.orElseThrow().get(0)::equals).orElse(true)
        && slot.map(row.orElseThrow().get(2)::equals).orElse(true);
  }
}
