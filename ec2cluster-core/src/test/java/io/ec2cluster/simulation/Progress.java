package io.ec2cluster.simulation;

import static io.ec2cluster.simulation.Invariants.require;

import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import java.util.Optional;

/**
 * What must have been reached once nothing goes wrong any more and everybody has tried again: one
 * published primary that runs, where a node is left that may be it; decided here by what is true,
 * not by the rules under test.
 */
final class Progress {
  private final World world;
  private final Invariants invariants;

  Progress(World world) {
    this.world = world;
    this.invariants = world.invariants();
  }

  void check() {
    Optional<RoleRecord> record = invariants.record();
    boolean published = record.filter(now -> now.state() == RoleState.PUBLISHED).isPresent();
    Optional<SimulatedNode> owner = record.flatMap(now -> world.find(now.owner().instanceId()));
    if (published && owner.filter(node -> mayReturn(node, record.get())).isPresent()) {
      reached(owner.get());
      return;
    }
    require(!isSomebodyEntitled(record), () -> "nobody became primary, the record is " + record);
  }

  private void reached(SimulatedNode primary) {
    require(primary.runsAsPrimary(), () -> primary.instanceId + " is published and does not run");
    require(
        primary.result == SimulatedNode.Result.PRIMARY,
        () -> primary.instanceId + " is primary and ended " + primary.result);
    require(
        invariants.isNameMoved() || invariants.target().equals(Optional.of(primary.address())),
        () -> "the name points at " + invariants.target() + ", not at " + primary.address());
    for (SimulatedNode node : world.nodes()) {
      boolean foreign =
          !node.disk.isEmpty() && !node.disk.identity().equals(primary.disk.identity());
      require(
          node == primary
              || node.terminated
              || node.result == SimulatedNode.Result.REPLICA
              || (foreign && node.result == SimulatedNode.Result.REFUSED),
          () -> node.instanceId + " ended " + node.result + " beside " + primary.instanceId);
      require(
          node.terminated
              || node.result != SimulatedNode.Result.REPLICA
              || invariants.poolTarget(node).equals(Optional.of(node.address())),
          () ->
              node.instanceId + " is a replica, its readers go to " + invariants.poolTarget(node));
    }
  }

  private boolean isSomebodyEntitled(Optional<RoleRecord> record) {
    if (record.filter(RoleRecord::everPublished).isPresent()) {
      return world
          .find(record.get().owner().instanceId())
          .filter(node -> mayReturn(node, record.get()))
          .isPresent();
    }
    if (invariants.target().isPresent()) {
      String target = invariants.target().get();
      return world
          .at(target)
          .filter(node -> !node.terminated && node.address().equals(target))
          .filter(this::holdsPrimaryData)
          .isPresent();
    }
    Optional<SimulatedNode> claimant =
        record
            .filter(now -> now.state() == RoleState.CLAIMED)
            .flatMap(now -> world.find(now.owner().instanceId()))
            .filter(node -> !node.terminated);
    return claimant.isPresent()
        ? !isUnfit(claimant.get(), record.get())
        : world.nodes().stream().anyMatch(node -> !node.terminated && !node.disk.isReplica());
  }

  /** A claimant whose data are not those that it claimed with. */
  private static boolean isUnfit(SimulatedNode node, RoleRecord record) {
    return node.disk.isReplica()
        || (!node.disk.isEmpty()
            && record.dataIdentity().isPresent()
            && !record.dataIdentity().equals(node.disk.identity()));
  }

  private boolean mayReturn(SimulatedNode node, RoleRecord record) {
    return !node.terminated
        && (!world.setting().telling()
            || (holdsPrimaryData(node)
                && (record.dataIdentity().isEmpty()
                    || record.dataIdentity().equals(node.disk.identity()))));
  }

  private boolean holdsPrimaryData(SimulatedNode node) {
    return !world.setting().telling() || (!node.disk.isEmpty() && !node.disk.isReplica());
  }
}
