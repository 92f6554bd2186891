package io.ec2cluster.rds;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.rds.ConnectionCounter.Count;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Waits until nobody is connected to a replica that is to be deleted.
 *
 * @param settings how long
 * @param bySql who counts by SQL, where an account for that is configured
 * @param byCloudWatch who counts otherwise
 * @param watch looks and pauses
 */
record Drain(
    DrainSettings settings,
    Optional<ConnectionCounter> bySql,
    ConnectionCounter byCloudWatch,
    FleetWatch watch) {
  /** The cluster's, where it drains. */
  static Optional<Drain> find(
      OperationContext context, RdsClusterSettings cluster, FleetWatch watch) {
    return cluster
        .drain()
        .map(
            drain ->
                new Drain(
                    drain,
                    drain.connections().map(account -> new SqlConnections(account, context.time())),
                    new CloudWatchConnections(RdsAccess.openCloudWatch(context, cluster.region())),
                    watch));
  }

  /**
   * The wait.
   *
   * @param replica the replica as the plan found it
   */
  Step step(DbInstance replica) {
    return Step.named("drain " + replica.id())
        .description(
            "Wait until nobody is connected to %s, %s at most; counted %s%s"
                .formatted(
                    replica.id(),
                    Words.of(settings.deadline()),
                    counter(replica).words(replica),
                    bySql.isPresent() && !replica.isPostgres()
                        ? " (drain.connections is for PostgreSQL, this is %s)"
                            .formatted(replica.engine())
                        : ""))
        .action(step -> drain(step, replica.id()));
  }

  private ConnectionCounter counter(DbInstance replica) {
    return bySql.filter(sql -> replica.isPostgres()).orElse(byCloudWatch);
  }

  private void drain(StepContext step, String id) throws InterruptedException {
    Deadline deadline = Deadline.of(step.time(), settings.deadline());
    Instant begun = step.time().now();
    while (true) {
      Optional<DbInstance> replica = watch.look().find(id).filter(found -> !found.isGoing());
      if (replica.isEmpty()) {
        return;
      }
      if (replica.get().isInTrouble() || replica.get().endpoint().isEmpty()) {
        step.note("%s is %s: nobody is waited for".formatted(id, replica.get().state()));
        return;
      }
      ConnectionCounter counter = counter(replica.get());
      Optional<Count> count = counter.count(replica.get());
      String words = words(replica.get(), counter, count, begun, step.time().now());
      // A number of the time before says nothing about who came until then.
      if (count.filter(now -> now.clients() == 0 && !now.at().isBefore(begun)).isPresent()) {
        step.note(words);
        return;
      }
      step.progress(words);
      pauseOrGiveUp(step, deadline, id, words);
    }
  }

  private void pauseOrGiveUp(StepContext step, Deadline deadline, String id, String words) {
    if (deadline.isOver()) {
      throw new DeadlineException(
          "%s were not enough (drain: deadline): %s. %s was not deleted, and no reader is led to it any more; the same command again goes on"
              .formatted(Words.of(deadline.whole()), words, id));
    }
    watch.pauseWithin(step, deadline.left(), () -> words);
  }

  private static String words(
      DbInstance replica,
      ConnectionCounter counter,
      Optional<Count> count,
      Instant begun,
      Instant now) {
    String counted = counter.words(replica);
    if (count.isEmpty()) {
      return "%s: no number yet (%s)".formatted(replica.id(), counted);
    }
    Duration age = Duration.between(count.get().at(), now);
    return "%s: %d connections %s ago%s (%s)"
        .formatted(
            replica.id(),
            count.get().clients(),
            Words.of(age),
            count.get().at().isBefore(begun) ? ", before this wait began" : "",
            counted);
  }
}
