package io.ec2cluster.redis;

import io.ec2cluster.redis.ServerInfo.Replica;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Follower;
import io.ec2cluster.spi.Member;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The replicas that are connected to this node's server, while it runs as a primary. */
final class Followers {
  private final Server server;

  Followers(Server server) {
    this.server = server;
  }

  List<Follower> list() {
    Optional<ServerInfo> info = server.ask().filter(now -> now.role() == Role.PRIMARY);
    if (info.isEmpty() || info.get().replicas().isEmpty()) {
      return List.of();
    }
    Map<String, String> members =
        server.pool().stream()
            .collect(Collectors.toMap(Member::host, Member::instanceId, (one, again) -> again));
    return info.get().replicas().stream()
        .map(replica -> follower(replica, info.get(), members))
        .toList();
  }

  private static Follower follower(
      Replica replica, ServerInfo primary, Map<String, String> members) {
    return new Follower(
        members.getOrDefault(replica.host(), replica.host() + ":" + replica.port()),
        true,
        replica.state(),
        false,
        OptionalLong.of(Math.max(0, primary.offset() - replica.offset())),
        Optional.empty());
  }
}
