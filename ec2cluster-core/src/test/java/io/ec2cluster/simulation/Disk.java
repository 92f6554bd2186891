package io.ec2cluster.simulation;

import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import java.util.Optional;

/** What a node's engine has on disk. */
record Disk(Optional<String> identity, Optional<Role> madeFor, Writes writes) {
  static final Disk EMPTY = new Disk(Optional.empty(), Optional.empty(), Writes.none());

  static Disk of(String identity, Role madeFor) {
    return new Disk(Optional.of(identity), Optional.of(madeFor), Writes.none());
  }

  /** The same data, prepared for a role. */
  Disk madeFor(Role role) {
    return new Disk(identity, Optional.of(role), writes);
  }

  Disk with(Writes newWrites) {
    return new Disk(identity, madeFor, newWrites);
  }

  /** Whether it can follow another, having nothing that is not there. */
  boolean leadsTo(Disk other) {
    return identity.equals(other.identity) && other.writes.holdAll(writes);
  }

  boolean isEmpty() {
    return identity.isEmpty();
  }

  boolean isReplica() {
    return madeFor.equals(Optional.of(Role.REPLICA));
  }

  /** What the engine says of it; one that keeps its data to itself says nothing. */
  NodeData seenBy(boolean telling) {
    if (!telling) {
      return NodeData.unknown("simulated");
    }
    return isEmpty()
        ? NodeData.empty("simulated")
        : new NodeData(NodeData.Kind.PRESENT, identity, madeFor, "simulated");
  }
}
