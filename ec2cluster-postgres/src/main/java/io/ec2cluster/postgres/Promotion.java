package io.ec2cluster.postgres;

import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;

/** Turns a running standby into a primary. */
final class Promotion {
  private final Server server;

  Promotion(Server server) {
    this.server = server;
  }

  List<Step> steps() {
    return List.of(
        Step.named("promote postgres")
            .description("Promote the server of " + server.data().path())
            .check(step -> isPromoted() ? Check.State.DONE : Check.State.NEEDED)
            .action(this::promote));
  }

  private boolean isPromoted() throws InterruptedException {
    return server.data().madeFor() == Role.PRIMARY
        && ServerState.ask(server).filter(state -> !state.inRecovery()).isPresent();
  }

  /** pg_ctl promote works in every version; it removes standby.signal once the server is up. */
  private void promote(StepContext step) throws InterruptedException {
    step.progress("promoting");
    server
        .programs()
        .require(
            server
                .programs()
                .command(
                    "pg_ctl",
                    List.of(
                        "promote",
                        "-D",
                        server.data().path().toString(),
                        "-w",
                        "-t",
                        String.valueOf(server.startTimeout().toSeconds())))
                .within(server.startTimeout().plusSeconds(30)),
            "promoting the server of " + server.data().path());
  }
}
