package io.ec2cluster.redis;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;

/** Stops the server in order and proves it: no process of it works in its directory any more. */
final class StopSteps {
  private final Server server;

  StopSteps(Server server) {
    this.server = server;
  }

  List<Step> steps() {
    return List.of(
        Step.named("stop redis")
            .description(
                "Hold back writes, let the replicas of "
                    + server.layout().directory()
                    + "'s server have everything, save and stop it")
            .check(step -> server.isRunning() ? Check.State.NEEDED : Check.State.DONE)
            .action(step -> server.control().stop(step)),
        Step.named("prove that redis is stopped")
            .description("Look for processes of the server of " + server.layout().directory())
            .check(step -> server.isRunning() ? Check.State.NEEDED : Check.State.DONE)
            .action(step -> prove()));
  }

  void stopAndProve(StepContext step) throws InterruptedException {
    server.control().stop(step);
    prove();
  }

  private void prove() {
    List<Long> left = server.processes().all();
    if (!left.isEmpty()) {
      throw new EnvironmentException(
          "the server of "
              + server.layout().directory()
              + " is not stopped: processes "
              + left
              + " still work there. Look at "
              + server.layout().logFile()
              + ", end them, then run this again");
    }
  }
}
