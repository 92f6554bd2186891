package io.ec2cluster.rds;

import java.util.List;
import java.util.stream.Stream;

/**
 * What leads from a fleet to the one that is wanted, in the order in which it is done: what serves
 * readers comes first, what takes something away last.
 *
 * @param master what is to be done with the master: restored, or another class
 * @param creations replicas to create, all at once
 * @param kept the replicas that there shall be, the created ones included
 * @param classChanges other classes of replicas that stay, one at a time
 * @param removals replicas to remove, in this order
 * @param departing replicas that are being deleted already and shall be gone
 * @param notes what a person should know
 */
record FleetPlan(
    List<FleetAction> master,
    List<FleetAction.Create> creations,
    List<String> kept,
    List<FleetAction.ChangeClass> classChanges,
    List<FleetAction.Remove> removals,
    List<String> departing,
    List<String> notes) {
  /** Copies the lists. */
  FleetPlan {
    master = List.copyOf(master);
    creations = List.copyOf(creations);
    kept = List.copyOf(kept);
    classChanges = List.copyOf(classChanges);
    removals = List.copyOf(removals);
    departing = List.copyOf(departing);
    notes = List.copyOf(notes);
  }

  /** Whether nothing is to be done and nothing is to be waited for. */
  boolean isEmpty() {
    return actions().isEmpty() && departing.isEmpty();
  }

  /** All actions in order. */
  List<FleetAction> actions() {
    return Stream.of(master, creations, classChanges, removals)
        .<FleetAction>flatMap(List::stream)
        .toList();
  }
}
