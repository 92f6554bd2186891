package io.ec2cluster.simulation;

import io.ec2cluster.role.Handover;
import io.ec2cluster.role.Previous;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.spi.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What somebody who knows the tool has a node do, so that the cluster gets where it belongs; by
 * what is true, which is more than the rules under test know.
 */
final class Remedy {
  private final World world;
  private final Predicate<SimulatedNode> idle;

  /**
   * A remedy.
   *
   * @param idle whether a node does nothing now and may be told to
   */
  Remedy(World world, Predicate<SimulatedNode> idle) {
    this.world = world;
    this.idle = idle;
  }

  /** What a node should do; empty where it is in its place, or others have to act. */
  Optional<Order> on(SimulatedNode node) {
    Optional<RoleRecord> record = world.invariants().record();
    if (record.isEmpty()) {
      return Optional.of(init());
    }
    RoleRecord now = record.get();
    return now.isOwnedBy(node.instanceId) ? own(node, now) : anothers(node, now);
  }

  private Order init() {
    return Order.init(world.setting().deadline());
  }

  private Optional<Order> own(SimulatedNode node, RoleRecord now) {
    if (now.state() == RoleState.PUBLISHED
        && node.runsAsPrimary()
        && world.invariants().target().equals(Optional.of(node.address()))) {
      return Optional.empty();
    }
    boolean left = node.left && now.state() == RoleState.FREE;
    if (left || (now.everPublished() && !holds(node, now))) {
      return Optional.empty();
    }
    if (now.previous().isPresent() && node.disk.isReplica() && isBack(now.previous().get())) {
      boolean mayLead =
          world
              .find(now.previous().get().owner().instanceId())
              .filter(before -> holds(before, now) && !before.left)
              .isPresent();
      if (!mayLead) {
        return Optional.of(Order.promoteFencing(false));
      }
      // The old primary is back before the promotion began: the record goes back to it.
      node.engine = SimulatedNode.Engine.OFF;
      return Optional.of(Order.release(false));
    }
    return Optional.of(
        node.disk.isReplica() || now.previous().isPresent() ? Order.promote() : init());
  }

  private Optional<Order> anothers(SimulatedNode node, RoleRecord now) {
    if (node.left || (now.everPublished() && !node.disk.isEmpty() && !holds(node, now))) {
      return Optional.empty();
    }
    Optional<SimulatedNode> owner = world.find(now.owner().instanceId());
    if (now.state() == RoleState.PUBLISHED && owner.filter(this::leads).isPresent()) {
      return beside(node, owner.get());
    }
    boolean gone = !world.mayWrite(now.owner().instanceId());
    if (now.state() == RoleState.CLAIMED && gone && isMine(node, now)) {
      return hasHeir(now) ? Optional.empty() : Optional.of(Order.release(true));
    }
    if (!now.everPublished() || !node.disk.isReplica()) {
      return Optional.of(init());
    }
    boolean free = now.state() == RoleState.FREE && owner.filter(one -> one.left).isPresent();
    if (!gone && !free && holds(owner.get(), now)) {
      return Optional.of(init());
    }
    if (node.engine == SimulatedNode.Engine.OFF) {
      // Only a replica that runs is promoted: its service is started.
      node.booting = true;
      return Optional.empty();
    }
    if (!reaches(node, now)) {
      return hasHeir(now) || mayTakeUp(now) ? Optional.empty() : byForce(node, now);
    }
    if (!gone && !free) {
      return byForce(node, now);
    }
    return Optional.of(
        now.previous().filter(this::isBack).isPresent()
            ? Order.promoteFencing(false)
            : Order.promote());
  }

  /** Whether a node has all that a primary had which handed its role over. */
  private static boolean reaches(SimulatedNode node, RoleRecord now) {
    return now.handover()
        .map(Handover::position)
        .or(() -> now.previous().flatMap(Previous::position))
        .flatMap(Position::parse)
        .map(node.disk.writes().position()::reaches)
        .orElse(true);
  }

  /** Whether the node to whom the role is offered, which has everything, can still take it. */
  private boolean mayTakeUp(RoleRecord now) {
    return now.handover()
        .flatMap(offer -> world.find(offer.candidate()))
        .filter(node -> !node.terminated && !node.left && node.disk.isReplica())
        .isPresent();
  }

  /** A published primary runs. */
  private Optional<Order> beside(SimulatedNode node, SimulatedNode owner) {
    boolean follows =
        node.engine == SimulatedNode.Engine.REPLICA
            && node.disk.leadsTo(owner.disk)
            && world.invariants().poolTarget(node).equals(Optional.of(node.address()));
    if (follows) {
      return Optional.empty();
    }
    if (node.disk.isEmpty() || node.disk.leadsTo(owner.disk)) {
      return Optional.of(init());
    }
    return Optional.of(Order.rejoin(true));
  }

  /** A node took the role of this one and is gone for good, before it has published. */
  private static boolean isMine(SimulatedNode node, RoleRecord now) {
    return now.previous()
            .filter(before -> before.owner().instanceId().equals(node.instanceId))
            .isPresent()
        && !node.disk.isEmpty()
        && !node.disk.isReplica();
  }

  /** Whether somebody else can take over what the dead had begun to take. */
  private boolean hasHeir(RoleRecord now) {
    return world.nodes().stream()
        .anyMatch(
            node ->
                !node.terminated
                    && !node.stopped
                    && !node.left
                    && node.disk.isReplica()
                    && reaches(node, now)
                    && holds(node, now));
  }

  /** Nobody else can: whoever held the role before is seen to be off, and kept so. */
  private Optional<Order> byForce(SimulatedNode node, RoleRecord now) {
    List<SimulatedNode> fenced = new ArrayList<>();
    world.find(now.owner().instanceId()).ifPresent(fenced::add);
    now.previous()
        .flatMap(before -> world.find(before.owner().instanceId()))
        .filter(before -> before != node)
        .ifPresent(fenced::add);
    boolean off =
        fenced.stream()
            .allMatch(
                one ->
                    one.terminated
                        || one.stopped
                        || (idle.test(one) && one.engine == SimulatedNode.Engine.OFF));
    return Optional.of(
        off ? Order.promoteByForce(fenced) : Order.promoteFencing(!reaches(node, now)));
  }

  private boolean isBack(Previous before) {
    return before.state() != RoleState.HANDOVER && world.mayWrite(before.owner().instanceId());
  }

  private boolean leads(SimulatedNode owner) {
    return owner.runsAsPrimary();
  }

  static boolean holds(SimulatedNode node, RoleRecord now) {
    return !node.disk.isEmpty()
        && (now.dataIdentity().isEmpty() || now.dataIdentity().equals(node.disk.identity()));
  }
}
