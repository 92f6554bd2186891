package io.ec2cluster.redis;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.EmptyReturn;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts the server in a role, or turns a running one to it without a new start. */
final class StartSteps {
  private final Server server;
  private final Role role;
  private final Supplier<Assignment> assignment;

  StartSteps(Server server, Role role, Supplier<Assignment> assignment) {
    this.server = server;
    this.role = role;
    this.assignment = assignment;
  }

  List<Step> steps() {
    return List.of(
        Step.named("start redis")
            .description(
                "Start the server of " + server.layout().directory() + " as " + role.label())
            .check(step -> isSo() ? Check.State.DONE : Check.State.NEEDED)
            .action(this::start));
  }

  private boolean isSo() {
    Optional<ServerInfo> info = server.ask();
    if (info.isEmpty() || info.get().role() != role || !isTurned(info.get())) {
      return false;
    }
    try (ServerConnection connection = server.open()) {
      return new RunningServer(connection).differing(server.serverSettings().common()).isEmpty();
    } catch (ServerException notNow) {
      return false;
    }
  }

  private boolean isTurned(ServerInfo info) {
    return role == Role.PRIMARY || follows(info, assignment.get());
  }

  /** Whether a replica is told to follow the primary of an assignment. */
  static boolean follows(ServerInfo info, Assignment assignment) {
    return info.get("master_host").equals(assignment.primary().address())
        && info.number("master_port") == assignment.primary().port();
  }

  private void start(StepContext step) throws InterruptedException {
    if (!server.isRunning()) {
      startStopped(step);
      return;
    }
    step.await(
        "the server to answer",
        server.settings().startTimeout(),
        () -> server.ask().isPresent() || !server.isRunning());
    if (role == Role.PRIMARY && server.ask().map(ServerInfo::role).orElse(role) == Role.REPLICA) {
      throw new RefusedException(
          "the server of "
              + server.layout().directory()
              + " runs as a replica: it becomes a primary by 'ec2cluster promote' and not by init");
    }
    turn(step);
  }

  /** Starts a server that does not run. */
  void startStopped(StepContext step) throws InterruptedException {
    requireData();
    server.control().start(step);
    server.ask().ifPresent(info -> Version.of(info).require());
  }

  /** Whatever led here: without its data a primary would take those of its replicas from them. */
  private void requireData() {
    if (role == Role.REPLICA || assignment.get().founding() || !server.persistence().isEmpty()) {
      return;
    }
    EmptyReturn judged = new EmptyPrimary(server).judge();
    if (!judged.harmless()) {
      throw new RefusedException(judged.reason());
    }
  }

  /** Lets a running server take up its settings, and its primary. */
  void turn(StepContext step) throws InterruptedException {
    List<String> waiting;
    try (ServerConnection connection = server.open()) {
      Version.of(connection.info()).require();
      waiting = new RunningServer(connection).apply(server.serverSettings().common());
      if (waiting.isEmpty()) {
        follow(connection);
      }
    } catch (ServerException refused) {
      throw new EnvironmentException(refused.text(), refused);
    }
    if (!waiting.isEmpty()) {
      restart(waiting, step);
    }
  }

  private void restart(List<String> waiting, StepContext step) throws InterruptedException {
    if (role == Role.PRIMARY && assignment.get().primary().publishedAt().isPresent()) {
      step.note(
          "these settings wait for a new start of the server, which is left to you, because this is"
              + " the published primary: "
              + String.join(", ", waiting));
      return;
    }
    step.progress("a new start is needed for: " + String.join(", ", waiting));
    new StopSteps(server).stopAndProve(step);
    startStopped(step);
  }

  private void follow(ServerConnection connection) throws ServerException {
    if (role == Role.PRIMARY || follows(connection.info(), assignment.get())) {
      return;
    }
    connection.ask(
        "REPLICAOF",
        assignment.get().primary().address(),
        String.valueOf(assignment.get().primary().port()));
  }
}
