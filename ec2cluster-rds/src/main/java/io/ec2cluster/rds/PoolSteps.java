package io.ec2cluster.rds;

import com.google.common.collect.ImmutableSet;
import io.ec2cluster.role.ReplicaPool;
import io.ec2cluster.spi.Step;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The part that the reader pool has in a plan.
 *
 * @param view the pool before anything is done
 * @param fleet what there was at the same time
 * @param upkeep lets replicas in
 * @param exit leads readers away from them
 */
record PoolSteps(PoolView view, Fleet fleet, PoolUpkeep upkeep, PoolExit exit) {
  /**
   * Reads the pool.
   *
   * @throws io.ec2cluster.RefusedException if its name is taken by something else
   */
  static PoolSteps of(
      ReaderPool pool,
      Ownership ownership,
      RdsApi api,
      FleetWatch watch,
      List<String> kept,
      Fleet fleet) {
    PoolUpkeep upkeep = new PoolUpkeep(pool, ownership, api, watch, kept);
    return new PoolSteps(
        pool.view().checked(), fleet, upkeep, new PoolExit(pool, upkeep, ownership, watch));
  }

  /** What a person should know of the pool. */
  List<String> notes() {
    return view.notes(fleet);
  }

  /** What is mended first. */
  List<Step> repair(List<FleetAction.ChangeClass> changes) {
    Set<String> leaving =
        changes.stream()
            .map(FleetAction.ChangeClass::instance)
            .collect(ImmutableSet.toImmutableSet());
    return upkeep.repair(view, fleet, leaving).stream().toList();
  }

  /** Lets replicas in that become available. */
  FleetWatch.Witness joining() {
    return upkeep.joining(fleet);
  }

  /** What comes before all removals. */
  List<Step> leaving(List<FleetAction.Remove> removals) {
    return removals.isEmpty()
        ? List.of()
        : List.of(exit.leaving(removals.stream().map(FleetAction::instance).toList()));
  }

  /** What comes before a removal. */
  Step forgotten(FleetAction.Remove removal) {
    return exit.forgotten(removal.instance());
  }

  /** What brings one back that an earlier run has left out. */
  List<Step> back(DbInstance replica) {
    return upkeep.holds(view, replica) || !replica.isAvailable()
        ? List.of()
        : List.of(exit.comingBack(replica.id()));
  }

  /** What comes before a promotion: nobody is waited for, the promotion may be urgent. */
  Step beforePromotion(String id) {
    return exit.leavingFirst(id, "it is promoted");
  }

  /** What comes after it. */
  Step afterPromotion(String id) {
    return exit.leavingForGood(id);
  }

  /** Whether an instance is in the pool, whatever with. */
  boolean names(String id) {
    return ReplicaPool.of(view.members(), id).isPresent();
  }

  /** A change of class at once, with what comes before and after it. */
  List<Step> around(String id, Step change) {
    return Stream.of(
            exit.leavingFirst(id, "its class changes"),
            exit.forgotten(id),
            change,
            exit.comingBack(id))
        .toList();
  }
}
