package io.ec2cluster.postgres;

import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import java.util.List;

/**
 * Makes the stop before a handover short: the shutdown checkpoint then has little left to write.
 * The fast shutdown itself waits until every connected replica has received the whole log
 * (documentation, "Shutting Down the Server").
 */
final class HandoverPreparation {
  private final Server server;

  HandoverPreparation(Server server) {
    this.server = server;
  }

  List<Step> steps() {
    return List.of(
        Step.named("write a checkpoint")
            .description("Let the running primary write a checkpoint, so that it stops quickly")
            .check(step -> runsAsPrimary() ? Check.State.NEEDED : Check.State.DONE)
            .action(step -> server.sql(server.startTimeout()).execute("CHECKPOINT;")));
  }

  private boolean runsAsPrimary() throws InterruptedException {
    return ServerState.ask(server).filter(state -> !state.inRecovery()).isPresent();
  }
}
