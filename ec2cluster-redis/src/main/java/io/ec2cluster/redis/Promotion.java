package io.ec2cluster.redis;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Turns a replica into a primary, also one that was interrupted on its way. The file comes first: a
 * server that is started between the two would be a primary with all its data, and never again the
 * replica of a primary that has less.
 */
final class Promotion {
  private final Server server;
  private final Supplier<Assignment> assignment;

  Promotion(Server server, Supplier<Assignment> assignment) {
    this.server = server;
    this.assignment = assignment;
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    steps.add(new SettingsSteps(server, Role.PRIMARY, assignment).step());
    steps.add(
        Step.named("promote redis")
            .description(
                "Let the server of " + server.layout().directory() + " follow nobody any more")
            .check(step -> isPromoted() ? Check.State.DONE : Check.State.NEEDED)
            .action(this::promote));
    steps.addAll(new VerifySteps(server, assignment).steps(Role.PRIMARY));
    return List.copyOf(steps);
  }

  private boolean isPromoted() {
    return server.ask().filter(info -> info.role() == Role.PRIMARY).isPresent();
  }

  private void promote(StepContext step) throws InterruptedException {
    StartSteps start = new StartSteps(server, Role.PRIMARY, assignment);
    if (!server.isRunning()) {
      start.startStopped(step);
    }
    step.await(
        "the server to answer",
        server.settings().startTimeout(),
        () -> server.ask().isPresent() || !server.isRunning());
    try (ServerConnection connection = server.open()) {
      connection.ask("REPLICAOF", "NO", "ONE");
    } catch (ServerException refused) {
      throw new EnvironmentException(
          "promoting the server of "
              + server.layout().directory()
              + ": "
              + refused.text()
              + ". Running this again goes on",
          refused);
    }
    start.turn(step);
  }
}
