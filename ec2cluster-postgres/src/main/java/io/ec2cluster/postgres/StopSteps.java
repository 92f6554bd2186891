package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;

/** Stops the server and proves it: no process works in the data directory any more. */
final class StopSteps {
  private final Server server;

  StopSteps(Server server) {
    this.server = server;
  }

  List<Step> steps() {
    return List.of(
        Step.named("stop postgres")
            .description("Stop the server of " + server.data().path())
            .check(step -> isStopped() ? Check.State.DONE : Check.State.NEEDED)
            .action(step -> server.control().stop(step)),
        Step.named("prove that postgres is stopped")
            .description("Look for processes of the server of " + server.data().path())
            .check(step -> isStopped() ? Check.State.DONE : Check.State.NEEDED)
            .action(step -> prove()));
  }

  void stopAndProve(StepContext step) throws InterruptedException {
    server.control().stop(step);
    prove();
  }

  private boolean isStopped() {
    return server.processes().all().isEmpty();
  }

  private void prove() {
    List<Long> left = server.processes().all();
    if (!left.isEmpty()) {
      throw new EnvironmentException(
          "the server of "
              + server.data().path()
              + " is not stopped: processes "
              + left
              + " still work there. End them, then run this again");
    }
  }
}
