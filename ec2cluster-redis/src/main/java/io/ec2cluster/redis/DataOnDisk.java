package io.ec2cluster.redis;

import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import java.util.Optional;

/** What data this node holds and for which role it would start, from its files. */
final class DataOnDisk {
  private final Server server;

  DataOnDisk(Server server) {
    this.server = server;
  }

  /**
   * A replica where the configuration says so, whoever wrote it; a primary where ec2cluster made it
   * one; else nothing is said.
   */
  Optional<Role> madeFor() {
    if (server.conf().isReplica()) {
      return Optional.of(Role.REPLICA);
    }
    return server.config().isManaged() ? Optional.of(Role.PRIMARY) : Optional.empty();
  }

  /**
   * A Redis data set has no identity that outlives a promotion or a start: its replication id
   * changes with both. Hence the record is given none, and histories are compared where it matters.
   */
  NodeData look() {
    boolean running = server.isRunning();
    Persistence persistence = server.persistence();
    Optional<Role> madeFor = madeFor();
    String description =
        (running ? "a running server in " + server.layout().directory() : persistence.description())
            + madeFor.map(role -> ", prepared for a " + role.label()).orElse("");
    return running || !persistence.isEmpty()
        ? new NodeData(NodeData.Kind.PRESENT, Optional.empty(), madeFor, description)
        : new NodeData(NodeData.Kind.EMPTY, Optional.empty(), madeFor, description);
  }
}
