package io.ec2cluster.rds;

import com.google.common.collect.ImmutableSet;
import io.ec2cluster.rds.DbInstance.Endpoint;
import io.ec2cluster.role.Departure;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings the reader pool in line with what RDS shows: available replicas that there shall be come
 * in, members that are gone or in trouble go. What a crash left half done is thereby mended.
 *
 * @param pool the pool
 * @param ownership whose the cluster is
 * @param api RDS
 * @param watch looks at the fleet
 * @param kept the replicas that there shall be
 */
record PoolUpkeep(
    ReaderPool pool, Ownership ownership, RdsApi api, FleetWatch watch, List<String> kept) {
  /** Copies the list. */
  PoolUpkeep {
    kept = List.copyOf(kept);
  }

  /**
   * What can be mended before anything else is done; nothing where the pool is in line.
   *
   * @param leaving replicas that are taken out for a change of class anyway
   */
  Optional<Step> repair(PoolView view, Fleet fleet, Set<String> leaving) {
    List<String> joining = absent(view, fleet, candidates(fleet, leaving));
    List<String> lost = view.lost(fleet);
    if (joining.isEmpty() && lost.isEmpty()) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>();
    if (!joining.isEmpty()) {
      words.add("add " + String.join(", ", joining) + ", available and not in it");
    }
    if (!lost.isEmpty()) {
      words.add("remove " + String.join(", ", lost) + ", gone or in trouble");
    }
    return Optional.of(
        Step.named("repair the reader pool")
            .description("Bring %s in line: %s".formatted(pool, String.join("; ", words)))
            .action(
                step -> {
                  Fleet now = watch.look();
                  join(step, now, candidates(now, leaving));
                  removeLost(step, now);
                }));
  }

  /** Who joins at first: not those that leave at once, unless there is nobody else. */
  private List<String> candidates(Fleet fleet, Set<String> leaving) {
    List<String> staying = kept.stream().filter(id -> !leaving.contains(id)).toList();
    return staying.stream().anyMatch(id -> isReadable(id, fleet)) ? staying : kept;
  }

  /**
   * Lets replicas in as soon as a look shows them available; those that were so before are the
   * repair's.
   */
  FleetWatch.Witness joining(Fleet before) {
    Set<String> done =
        kept.stream().filter(id -> isReadable(id, before)).collect(Collectors.toSet());
    return (step, fleet) -> {
      List<String> ready =
          kept.stream().filter(id -> !done.contains(id) && isReadable(id, fleet)).toList();
      if (!ready.isEmpty()) {
        join(step, fleet, ready);
        done.addAll(ready);
      }
    };
  }

  /** Lets in those of these replicas that are available and not in. */
  void join(StepContext step, Fleet fleet, List<String> ids) throws InterruptedException {
    PoolView view = pool.view().checked();
    for (String id : absent(view, fleet, ids)) {
      DbInstance replica = fleet.find(id).orElseThrow();
      Endpoint at = replica.endpoint().orElseThrow();
      pool.join(replica, at);
      step.note("%s is in the reader pool %s".formatted(id, pool));
    }
  }

  /** Whether a replica is in, with what it is reached by. */
  boolean holds(PoolView view, DbInstance replica) {
    return pool.holds(view, replica);
  }

  private void removeLost(StepContext step, Fleet fleet) throws InterruptedException {
    PoolView view = pool.view();
    ImmutableSet<String> lost =
        view.lost(fleet).stream()
            .filter(id -> isProvenLost(id, fleet))
            .collect(ImmutableSet.toImmutableSet());
    if (lost.isEmpty()) {
      return;
    }
    Departure.Kind kind = pool.leave(view, lost, id -> isReadable(id, fleet), kept.isEmpty());
    String named = String.join(", ", lost);
    step.note(
        kind == Departure.Kind.LAST
            ? "%s stays in the reader pool %s until an available replica is in it"
                .formatted(named, pool)
            : "%s is out of the reader pool %s: gone or in trouble".formatted(named, pool));
  }

  /** A description that lacks an instance may be out of date: only "not found" by its id counts. */
  private boolean isProvenLost(String id, Fleet fleet) {
    return fleet.find(id).isPresent() || api.find(id).isEmpty();
  }

  private List<String> absent(PoolView view, Fleet fleet, List<String> ids) {
    return ids.stream()
        .filter(id -> isReadable(id, fleet))
        .filter(id -> fleet.find(id).filter(replica -> pool.holds(view, replica)).isEmpty())
        .toList();
  }

  private boolean isReadable(String id, Fleet fleet) {
    return ownership.isReadable(id, fleet);
  }
}
