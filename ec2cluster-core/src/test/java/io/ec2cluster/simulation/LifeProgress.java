package io.ec2cluster.simulation;

import static io.ec2cluster.simulation.Invariants.require;

import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import java.util.Optional;

/**
 * What must have been reached once nothing goes wrong any more and everybody who knows the tool has
 * done what it takes: one published primary that runs, where a node is left that may be it, and
 * replicas that follow it.
 */
final class LifeProgress {
  private final World world;
  private final Invariants invariants;

  LifeProgress(World world) {
    this.world = world;
    this.invariants = world.invariants();
  }

  void check() {
    Optional<RoleRecord> record = invariants.record();
    Optional<SimulatedNode> owner = record.flatMap(now -> world.find(now.owner().instanceId()));
    boolean published = record.filter(now -> now.state() == RoleState.PUBLISHED).isPresent();
    if (published && owner.filter(SimulatedNode::runsAsPrimary).isPresent()) {
      reached(owner.get());
      return;
    }
    for (SimulatedNode node : world.nodes()) {
      require(
          !mayLead(node, record),
          () -> node.instanceId + " could be the primary, the record is " + record);
    }
  }

  private boolean mayLead(SimulatedNode node, Optional<RoleRecord> record) {
    if (node.terminated || node.left) {
      return false;
    }
    if (record.filter(RoleRecord::everPublished).isEmpty()) {
      return !node.disk.isReplica();
    }
    return Remedy.holds(node, record.get())
        && (node.disk.isReplica() || record.get().isOwnedBy(node.instanceId));
  }

  private void reached(SimulatedNode primary) {
    require(
        invariants.target().equals(Optional.of(primary.address())),
        () -> "the name points at " + invariants.target() + ", not at " + primary.address());
    for (SimulatedNode node : world.nodes()) {
      boolean foreign =
          !node.disk.isEmpty() && !node.disk.identity().equals(primary.disk.identity());
      boolean follows =
          node.engine == SimulatedNode.Engine.REPLICA && node.disk.leadsTo(primary.disk);
      require(
          node == primary || node.terminated || node.left || foreign || follows,
          () -> node.instanceId + " does not follow " + primary.instanceId);
      require(
          !follows || node.left || invariants.poolTarget(node).equals(Optional.of(node.address())),
          () ->
              node.instanceId + " is a replica, its readers go to " + invariants.poolTarget(node));
    }
  }
}
