package io.ec2cluster.rds;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;

/**
 * Promotes one replica. An answer that was lost costs nothing: what follows nobody has been
 * promoted.
 *
 * @param api RDS
 * @param watch looks at the replica
 * @param id the replica
 */
record Promotion(RdsApi api, FleetWatch watch, String id) {
  Step promote(DbInstance replica) {
    return Step.named("promote " + id)
        .description(
            "Make %s an instance of its own, which follows %s no more: nothing takes that back"
                .formatted(id, replica.source().orElse("its source")))
        .action(this::promote);
  }

  /** Returns once RDS has begun. */
  private void promote(StepContext step) {
    while (true) {
      DbInstance replica = watch.look().find(id).orElseThrow(this::gone);
      if (replica.source().isEmpty()) {
        return;
      }
      watch.checkHealth(replica);
      Answer answer = api.promote(id);
      if (answer == Answer.ACCEPTED) {
        return;
      }
      if (answer != Answer.NOT_NOW) {
        throw gone();
      }
      String state = watch.look().find(id).map(DbInstance::state).orElse("not there");
      String words = "%s is %s, in which RDS promotes nothing".formatted(id, state);
      step.progress(words);
      watch.pauseOrGiveUp(step, () -> words);
    }
  }

  /** Waits until it is done. */
  Step await() {
    return Step.named("wait for " + id)
        .description("Wait until %s is %s".formatted(id, Goals.promoted().words()))
        .action(step -> watch.await(step, List.of(id), Goals.promoted()));
  }

  private EnvironmentException gone() {
    return new EnvironmentException(
        "cannot promote %s: RDS does not know it any more".formatted(id));
  }
}
