package io.ec2cluster.redis;

import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;
import java.util.function.Supplier;

/** Turns a running replica to another primary, without a new start. */
final class Following {
  private final Server server;
  private final Supplier<Assignment> assignment;

  Following(Server server, Supplier<Assignment> assignment) {
    this.server = server;
    this.assignment = assignment;
  }

  List<Step> steps() {
    return List.of(
        Step.named("turn to the primary")
            .description("Let the running server follow the primary, without a new start")
            .check(step -> followsAlready() ? Check.State.DONE : Check.State.NEEDED)
            .action(this::turn),
        new VerifySteps(server, assignment).following());
  }

  private boolean followsAlready() {
    return server.conf().isReplica()
        && server
            .ask()
            .filter(info -> StartSteps.follows(info, assignment.get()))
            .filter(ServerInfo::isLinked)
            .isPresent();
  }

  private void turn(StepContext step) throws InterruptedException {
    ServerInfo primary = new PrimaryLink(server, assignment.get().primary()).require(step);
    Ancestry ancestry = new Ancestry(server);
    if (ancestry.hasMoreThan(History.of(primary))) {
      throw ancestry.tooMuch(History.of(primary));
    }
    new SettingsSteps(server, Role.REPLICA, assignment).write();
    StartSteps start = new StartSteps(server, Role.REPLICA, assignment);
    if (server.isRunning()) {
      start.turn(step);
    } else {
      start.startStopped(step);
    }
  }
}
