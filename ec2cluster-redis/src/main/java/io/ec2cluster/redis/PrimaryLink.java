package io.ec2cluster.redis;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.redis.ServerConnection.Address;
import io.ec2cluster.redis.ServerException.Kind;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.StepContext;
import java.util.Optional;

/** Asks the primary before this node is made its replica. */
final class PrimaryLink {
  private final Server server;
  private final PrimaryLocation primary;

  PrimaryLink(Server server, PrimaryLocation primary) {
    this.server = server;
    this.primary = primary;
  }

  /**
   * What the primary says of itself; waits while it loads its data or does not answer yet.
   *
   * @throws RefusedException if it is a replica itself
   * @throws EnvironmentException if it does not let this node in
   */
  ServerInfo require(StepContext step) throws InterruptedException {
    Asked asked = new Asked();
    try {
      step.await(
          "the primary at " + primary.address() + ":" + primary.port() + " to answer",
          server.settings().startTimeout(),
          () -> asked.again(server, primary));
    } catch (DeadlineException late) {
      throw new DeadlineException(
          late.getMessage()
              + " (redis.start-timeout"
              + (server.settings().tls()
                  ? "; asked over TLS, which a server without it leaves unanswered: redis.tls"
                  : "")
              + "); "
              + asked.lastFailure,
          late);
    }
    ServerInfo info = asked.info.orElseThrow();
    Version.of(info).require();
    if (info.role() == Role.REPLICA) {
      throw new RefusedException(
          "the server at "
              + primary.address()
              + ":"
              + primary.port()
              + ", which should be the primary, is a replica of "
              + info.get("master_host")
              + ":"
              + info.get("master_port")
              + " itself: expected a primary. Run 'ec2cluster status'");
    }
    requireReplicationUser();
    return info;
  }

  /** A wrong password would show as a link that never comes up. */
  private void requireReplicationUser() {
    Address admin = server.address(primary.address(), primary.port());
    Address replication =
        new Address(
            admin.host(),
            admin.port(),
            server.access().replicationUser().orElse("default"),
            server.access().replicationPassword(),
            admin.tls());
    try (ServerConnection connection =
        ServerConnection.open(replication, server.settings().connectTimeout())) {
      connection.ask("REPLCONF", "capa", "eof");
    } catch (ServerException refused) {
      throw new EnvironmentException(
          "the primary does not let the replication user '"
              + replication.user()
              + "' in: "
              + refused.text()
              + " (redis.replication-user needs: on >PASSWORD +psync +replconf +ping)",
          refused);
    }
  }

  /** The last answer. */
  private static final class Asked {
    private Optional<ServerInfo> info = Optional.empty();
    private String lastFailure = "it loads its data";

    boolean again(Server server, PrimaryLocation primary) {
      try (ServerConnection connection = server.open(primary.address(), primary.port())) {
        info = Optional.of(connection.info()).filter(now -> !now.isLoading());
      } catch (ServerException failure) {
        if (failure.kind() == Kind.DENIED || failure.kind() == Kind.ERROR) {
          throw new EnvironmentException(failure.text(), failure);
        }
        lastFailure = failure.text();
      }
      return info.isPresent();
    }
  }
}
