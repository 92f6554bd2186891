package io.ec2cluster.simulation;

import java.time.Duration;
import java.util.List;

/** What people have a node do without asking first whether it makes sense. */
final class Orders {
  private final World world;

  Orders(World world) {
    this.world = world;
  }

  /** Any of them; those that fit what the node is more often. */
  Order any(SimulatedNode node) {
    Duration deadline = world.setting().deadline();
    List<Order> all =
        List.of(
            Order.promote(),
            Order.promoteFencing(false),
            Order.awaitOffer(deadline),
            Order.awaitOffer(deadline),
            Order.rejoin(false),
            Order.rejoin(true),
            Order.leave(false),
            Order.poolCheck(),
            Order.poolCheck(),
            Order.poolLeave(),
            Order.poolJoin(),
            Order.init(deadline));
    if (node.runsAsPrimary() && world.choices().upTo(4) > 0) {
      return world.choices().upTo(6) == 0 ? Order.leave(true) : Order.handover(deadline);
    }
    return all.get(world.choices().upTo(all.size()));
  }
}
