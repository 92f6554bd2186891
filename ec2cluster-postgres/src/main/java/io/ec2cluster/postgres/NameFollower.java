package io.ec2cluster.postgres;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.host.Interruptible;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Changes a replica from the address of its primary to the primary's name, once that is safe to
 * resolve: from then on it finds a new primary by itself. If the name is not safe in time, the
 * address stays, and the next init changes it.
 *
 * <p>By default this waits longer than {@code dns.settle}: nothing else would change to the name on
 * a node whose only run of the tool is at boot.
 */
final class NameFollower {
  /** From 13 on a changed primary_conninfo needs no restart (release notes). */
  private static final int RELOADS_CONNINFO = 13;

  private final Server server;
  private final Supplier<Assignment> assignment;
  private final StandbyPlan plan;

  NameFollower(Server server, Supplier<Assignment> assignment) {
    this.server = server;
    this.assignment = assignment;
    this.plan = new StandbyPlan(server);
  }

  /** Whether a running server takes up another primary without a restart. */
  static boolean reloads(Server server) {
    return server.layout().version() >= RELOADS_CONNINFO;
  }

  void follow(StepContext step) throws InterruptedException {
    Optional<String> name = awaitName(step);
    if (name.isEmpty()) {
      step.note(
          "the replica follows the address "
              + assignment.get().primary().address()
              + ": the name "
              + assignment.get().names().primary()
              + " is not safe to resolve yet; the next init changes to it");
      return;
    }
    if (plan.writtenHost().equals(name)) {
      return;
    }
    new SettingsSteps(server, Role.REPLICA, assignment).write(step);
    takeUp(step);
    step.await(
        "the replica to stream from " + name.get(),
        server.startTimeout(),
        () -> streamsFrom(name.get()));
  }

  /** The receiver names the host as primary_conninfo does (documentation, pg_stat_wal_receiver). */
  private boolean streamsFrom(String host) {
    return Interruptible.ask(() -> ServerState.ask(server))
        .flatMap(ServerState::sender)
        .filter(sender -> sender.host().equals(host))
        .isPresent();
  }

  private void takeUp(StepContext step) throws InterruptedException {
    ServerControl control = server.control();
    if (reloads(server)) {
      control.reload();
    } else {
      new StopSteps(server).stopAndProve(step);
      control.start(step);
    }
  }

  private Optional<String> awaitName(StepContext step) throws InterruptedException {
    Duration patience = server.settings().nameTimeout();
    if (patience.isZero() || assignment.get().primary().publishedAt().isEmpty()) {
      return plan.safeName(assignment.get());
    }
    try {
      step.await(
          "the primary's name to be safe to resolve",
          patience,
          () -> plan.safeName(assignment.get()).isPresent());
    } catch (DeadlineException notYet) {
      step.progress(String.valueOf(notYet.getMessage()));
    }
    return plan.safeName(assignment.get());
  }
}
