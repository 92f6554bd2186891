package io.ec2cluster.redis;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.LogTail;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Proves a role on the running server, and reads back its settings. */
final class VerifySteps {
  /** A write that leaves nothing behind: an empty text at the end of a key that is not there. */
  private static final String[] WRITE = {"SETRANGE", "ec2cluster:writable", "0", ""};

  private static final List<String> FULL =
      List.of("No space left on device", "synchronization: short write");

  private final Server server;
  private final Supplier<Assignment> assignment;

  VerifySteps(Server server, Supplier<Assignment> assignment) {
    this.server = server;
    this.assignment = assignment;
  }

  List<Step> steps(Role role) {
    return List.of(role == Role.PRIMARY ? writes() : replicates().action(this::awaitLink));
  }

  /** The proof of a replica that is asked again and again: one that follows has nothing to do. */
  Step following() {
    return replicates().check(this::linked).action(this::awaitLink);
  }

  private Step writes() {
    return Step.named("check that the primary takes writes")
        .description("Ask the server whether it is a primary, and let it do a write of nothing")
        .action(this::requireWrites);
  }

  private static Step.Builder replicates() {
    return Step.named("check that the replica follows")
        .description("Wait until the replica has its primary's data and receives its changes");
  }

  private Check.State linked(StepContext step) {
    if (!isLinked()) {
      return Check.State.NEEDED;
    }
    requireSettings(step);
    return Check.State.DONE;
  }

  private void requireWrites(StepContext step) {
    try (ServerConnection connection = server.open()) {
      requireSettings(connection, step);
      if (connection.info().role() != Role.PRIMARY) {
        throw new EnvironmentException(
            "the server of "
                + server.layout().directory()
                + " runs as a replica, though it was made a primary: something else gives it orders"
                + " (a Sentinel, a person). See its log, "
                + server.layout().logFile());
      }
      connection.ask(WRITE);
    } catch (ServerException refused) {
      if (!refused.text().contains("NOREPLICAS")) {
        throw new EnvironmentException(refused.text(), refused);
      }
      step.note(
          "this primary takes writes as soon as a replica is connected (min-replicas-to-write,"
              + " because of redis.replicas-expected)");
    }
  }

  private void awaitLink(StepContext step) throws InterruptedException {
    long log = LogTail.size(server.layout().logFile());
    try {
      step.await(
          "the replica to have its primary's data",
          server.settings().syncTimeout(),
          () -> isLinked() || !server.isRunning() || isDiskFull(log));
    } catch (DeadlineException late) {
      throw new DeadlineException(
          late.getMessage() + " (redis.sync-timeout); the server is left running" + words(), late);
    }
    if (!server.isRunning()) {
      throw new EnvironmentException(
          "the server of "
              + server.layout().directory()
              + " ended while it synchronised"
              + words());
    }
    if (isDiskFull(log)) {
      throw new EnvironmentException(
          "the disk of "
              + server.layout().directory()
              + " is full: the copy of the primary's data does not fit. Make room, then run this"
              + " again; the server is left running, and tries again by itself"
              + words());
    }
    requireSettings(step);
  }

  private void requireSettings(StepContext step) {
    try (ServerConnection connection = server.open()) {
      requireSettings(connection, step);
    } catch (ServerException refused) {
      throw new EnvironmentException(refused.text(), refused);
    }
  }

  /**
   * A replica tries for ever to get a copy that does not fit; only its log says why: by the error,
   * or by a write that was cut short (replication.c, readSyncBulkPayload).
   */
  private boolean isDiskFull(long log) {
    String words = LogTail.text(server.layout().logFile(), log);
    return FULL.stream().anyMatch(words::contains) && !isLinked();
  }

  private boolean isLinked() {
    Optional<ServerInfo> info = server.ask();
    return info.filter(now -> now.role() == Role.REPLICA)
        .filter(now -> StartSteps.follows(now, assignment.get()))
        .filter(ServerInfo::isLinked)
        .isPresent();
  }

  private String words() {
    return LogTail.lastWords(server.layout().logFile(), LogTail.text(server.layout().logFile(), 0));
  }

  /** What only a new start changes was said already, where it is left to a person. */
  private void requireSettings(ServerConnection connection, StepContext step)
      throws ServerException {
    List<String> differing =
        new RunningServer(connection).differing(server.serverSettings().common());
    if (!differing.isEmpty()) {
      step.note("the running server has other values of: " + String.join(", ", differing));
    }
  }
}
