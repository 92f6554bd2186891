package io.ec2cluster.rds;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;
import java.util.Optional;

/**
 * Gives one instance another class, and waits until it has it.
 *
 * @param api RDS
 * @param watch waits
 * @param instance the instance
 * @param to the class
 * @param when when RDS is to do it
 */
record ClassChange(RdsApi api, FleetWatch watch, String instance, String to, When when) {
  Step step(String from) {
    return Step.named("change the class of " + instance)
        .description(
            "Change the class of %s from %s to %s %s"
                .formatted(
                    instance,
                    from,
                    to,
                    when == When.IMMEDIATELY
                        ? "at once: it is out of service for some minutes"
                        : "in its maintenance window"))
        .action(this::change);
  }

  private void change(StepContext step) throws InterruptedException {
    FleetWatch.Goal goal = Goals.instanceClass(to, when);
    while (!goal.isReached(watch.look().find(instance))) {
      Answer answer = api.changeClass(instance, to, when);
      if (answer == Answer.ACCEPTED) {
        watch.await(step, List.of(instance), goal);
        return;
      }
      if (answer != Answer.NOT_NOW) {
        throw new EnvironmentException(
            "cannot change the class of %s: RDS does not know it any more. Nothing was changed"
                .formatted(instance));
      }
      waitForBetterState(step);
    }
  }

  private void waitForBetterState(StepContext step) {
    Optional<DbInstance> found = watch.look().find(instance);
    found.ifPresent(watch::checkHealth);
    String state = found.map(DbInstance::state).orElse("not there");
    step.progress("%s: %s, which takes no change of class".formatted(instance, state));
    watch.pauseOrGiveUp(
        step, () -> "%s is %s, which takes no change of class".formatted(instance, state));
  }
}
