package io.ec2cluster.rds;

import com.google.common.collect.ImmutableSet;
import io.ec2cluster.role.Departure;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Leads readers away from replicas that are about to go, or to change their class: out of the pool,
 * then as long as resolvers may still answer with them. For one plan, by one thread.
 */
final class PoolExit {
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private final ReaderPool pool;
  private final PoolUpkeep upkeep;
  private final Ownership ownership;
  private final FleetWatch watch;
  private final List<String> kept;

  /** For how long after the start of the plan resolvers may know a replica. */
  private final Map<String, Duration> remembered = new HashMap<>();

  /**
   * Exits of a plan. While one of the replicas that there shall be is available, the pool is not
   * empty.
   */
  PoolExit(ReaderPool pool, PoolUpkeep upkeep, Ownership ownership, FleetWatch watch) {
    this.pool = pool;
    this.upkeep = upkeep;
    this.ownership = ownership;
    this.watch = watch;
    this.kept = upkeep.kept();
  }

  /** Takes out all that is to be removed, at once. */
  Step leaving(List<String> ids) {
    String named = String.join(", ", ids);
    return Step.named("leave the reader pool")
        .description("Take %s out of %s".formatted(named, pool))
        .action(step -> leave(step, ids, named));
  }

  private void leave(StepContext step, List<String> ids, String named) throws InterruptedException {
    while (true) {
      Fleet fleet = watch.look();
      Departure.Kind kind = take(ids, kept::contains, kept.isEmpty(), fleet);
      if (kind == Departure.Kind.LEAVES) {
        step.note("%s is out of the reader pool %s".formatted(named, pool));
      }
      if (kind != Departure.Kind.LAST) {
        return;
      }
      upkeep.join(step, fleet, kept);
      if (kept.stream().noneMatch(id -> ownership.isReadable(id, fleet))) {
        String words =
            "%s stays in the reader pool %s, because no other replica is available"
                .formatted(named, pool);
        step.progress(words);
        watch.pauseOrGiveUp(step, () -> words);
      }
    }
  }

  /**
   * Takes out one that is about to be out of service; the only one that readers have stays.
   *
   * @param why what happens to it: {@code its class changes}
   */
  Step leavingFirst(String id, String why) {
    return Step.named("take %s out of the reader pool".formatted(id))
        .description(
            "Take %s out of %s, unless no other available replica is in it".formatted(id, pool))
        .action(
            step -> {
              if (take(List.of(id), other -> true, false, watch.look()) == Departure.Kind.LAST) {
                step.note(
                    "%s stays in the reader pool %s while %s: no other available replica is in it, so its readers wait some minutes"
                        .formatted(id, pool, why));
              }
            });
  }

  /** Takes out one that is no replica any more, whoever is left. */
  Step leavingForGood(String id) {
    return Step.named("leave the reader pool")
        .description(
            "Take %s out of %s if it is still in, and add what is available of the other replicas"
                .formatted(id, pool))
        .action(
            step -> {
              Fleet fleet = watch.look();
              upkeep.join(step, fleet, kept);
              if (take(List.of(id), other -> true, true, fleet) == Departure.Kind.LEAVES) {
                step.note("%s is out of the reader pool %s".formatted(id, pool));
              }
              boolean readable =
                  pool.view().ours(fleet).stream()
                      .anyMatch(other -> ownership.isReadable(other, fleet));
              if (!readable) {
                step.note(
                    "no available replica is in the reader pool %s: readers get no answer until create-cluster has made one"
                        .formatted(pool));
              }
            });
  }

  private Departure.Kind take(
      List<String> ids, Predicate<String> others, boolean allowEmpty, Fleet fleet)
      throws InterruptedException {
    PoolView view = pool.view().checked();
    Predicate<String> readable = other -> ownership.isReadable(other, fleet);
    Departure.Kind kind =
        pool.leave(view, ImmutableSet.copyOf(ids), others.and(readable), allowEmpty);
    if (kind != Departure.Kind.LAST) {
      // When one that is out already has left is not known: as if it were now.
      Duration until = watch.elapsed().plus(pool.memory(view));
      ids.forEach(id -> remembered.put(id, until));
    }
    return kind;
  }

  /** Waits as long as resolvers may still answer with a replica that has left. */
  Step forgotten(String id) {
    return Step.named("wait until %s is forgotten".formatted(id))
        .description(
            "Wait until no resolver answers %s with %s any more (dns: settle, then the TTL)"
                .formatted(pool, id))
        .action(step -> waitUntilForgotten(step, id));
  }

  private void waitUntilForgotten(StepContext step, String id) {
    Optional<Duration> until = Optional.ofNullable(remembered.get(id));
    while (until.filter(end -> watch.elapsed().compareTo(end) < 0).isPresent()) {
      Duration left = until.get().minus(watch.elapsed());
      String words = "%s may be answered by resolvers for another %s".formatted(id, Words.of(left));
      step.progress(words);
      watch.pause(step, left.compareTo(BETWEEN_LINES) < 0 ? left : BETWEEN_LINES, () -> words);
    }
  }

  /** Lets one in again whose class has changed. */
  Step comingBack(String id) {
    return Step.named("bring %s back to the reader pool".formatted(id))
        .description("Add %s to %s again, once it is available".formatted(id, pool))
        .action(step -> upkeep.join(step, watch.look(), List.of(id)));
  }
}
