package io.ec2cluster.simulation;

import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import java.util.Optional;

/** What a node's engine has on disk. */
record Disk(Optional<String> identity, Optional<Role> madeFor) {
  static final Disk EMPTY = new Disk(Optional.empty(), Optional.empty());

  static Disk of(String identity, Role madeFor) {
    return new Disk(Optional.of(identity), Optional.of(madeFor));
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
