package io.ec2cluster.simulation;

import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.Handover;
import io.ec2cluster.role.Owner;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.StoredRecords;
import io.ec2cluster.testing.FakeTime;
import java.util.Optional;

/** How the zone and the nodes stand when the nodes boot. */
enum Beginning {
  /** Nothing. */
  FRESH,
  /** The predecessor's: a name that points at the first node, which runs as primary. */
  PREDECESSOR,
  /** A name that points at none of the nodes. */
  FOREIGN_NAME,
  /** The first node is the published primary; all boot again. */
  PUBLISHED,
  /** The first node has given the published role back. */
  FREE,
  /** The first node offers its role to the second. */
  HANDOVER,
  /** A claim of an instance that is no more, never published. */
  CLAIMED_BY_THE_DEAD,
  /** A claim of the first node, from before a reboot. */
  CLAIMED,
  /** The first node is the published primary and runs; the others are its replicas. */
  RUNNING;

  private static final String IDENTITY = "data-before";

  void prepare(World world) {
    SimulatedNode first = world.nodes().get(0);
    switch (this) {
      case FRESH -> world.zone();
      case FOREIGN_NAME -> world.zone().put(name("elsewhere.example.com"));
      case PREDECESSOR -> {
        first.disk = new Disk(Optional.of(IDENTITY), Optional.empty(), Writes.none());
        first.engine = SimulatedNode.Engine.PRIMARY;
        world.zone().put(name(first.address()));
      }
      case CLAIMED_BY_THE_DEAD -> put(world, "i-gone", RoleState.CLAIMED, false);
      case CLAIMED -> put(world, first.instanceId, RoleState.CLAIMED, false);
      case PUBLISHED -> published(world, first, RoleState.PUBLISHED);
      case RUNNING -> running(world, first);
      case FREE -> published(world, first, RoleState.FREE);
      case HANDOVER -> published(world, first, RoleState.HANDOVER);
    }
    world.zone().begin();
    world.invariants().begin();
  }

  private static void published(World world, SimulatedNode first, RoleState state) {
    first.disk = Disk.of(IDENTITY, Role.PRIMARY);
    world.nodes().get(1).disk = Disk.of(IDENTITY, Role.REPLICA);
    world.zone().put(name(first.address()));
    put(world, first.instanceId, state, true);
  }

  private static void running(World world, SimulatedNode first) {
    first.disk = Disk.of(IDENTITY, Role.PRIMARY);
    first.engine = SimulatedNode.Engine.PRIMARY;
    world.zone().put(name(first.address()));
    put(world, first.instanceId, RoleState.PUBLISHED, true);
    for (SimulatedNode other : world.nodes()) {
      if (other != first) {
        other.disk = Disk.of(IDENTITY, Role.REPLICA);
        other.engine = SimulatedNode.Engine.REPLICA;
        other.verified = true;
        world.zone().put(member(other));
      }
    }
  }

  private static RecordSet member(SimulatedNode node) {
    return RecordSet.pointing(
            World.NAMES.replica().orElseThrow(), World.NAMES.replicaTtl(), node.address())
        .weighted(node.instanceId, 10);
  }

  private static void put(World world, String owner, RoleState state, boolean everPublished) {
    RoleRecord record =
        new RoleRecord(
            World.CLUSTER,
            Optional.empty(),
            Optional.empty(),
            new Owner(owner, world.nodes().get(0).address(), World.PORT),
            3,
            "before",
            state,
            everPublished,
            everPublished && world.setting().telling() ? Optional.of(IDENTITY) : Optional.empty(),
            FakeTime.START,
            everPublished ? Optional.of(FakeTime.START) : Optional.empty(),
            state == RoleState.HANDOVER
                ? Optional.of(new Handover("1:0", "i-1", FakeTime.START))
                : Optional.empty(),
            Optional.empty(),
            false);
    world.zone().put(StoredRecords.write(World.NAMES, record));
  }

  static RecordSet name(String target) {
    return RecordSet.pointing(World.NAMES.primary(), World.NAMES.primaryTtl(), target);
  }
}
