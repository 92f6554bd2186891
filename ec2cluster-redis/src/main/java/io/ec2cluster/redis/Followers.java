package io.ec2cluster.redis;

import io.ec2cluster.redis.ServerInfo.Replica;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Follower;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The replicas that are connected to this node's server, while it runs as a primary. */
final class Followers {
  private final Server server;

  Followers(Server server) {
    this.server = server;
  }

  List<Follower> list() {
    Optional<ServerInfo> info = server.ask().filter(now -> now.role() == Role.PRIMARY);
    return info.map(
            primary ->
                primary.replicas().stream().map(replica -> follower(replica, primary)).toList())
        .orElse(List.of());
  }

  private Follower follower(Replica replica, ServerInfo primary) {
    return new Follower(
        server.poolMember(replica.host()).orElse(replica.host() + ":" + replica.port()),
        true,
        replica.state(),
        false,
        OptionalLong.of(Math.max(0, primary.offset() - replica.offset())),
        Optional.empty());
  }
}
