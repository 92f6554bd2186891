package io.ec2cluster.redis;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.redis.ServerConnection.Address;
import io.ec2cluster.redis.ServerInfo.Replica;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Waits until the connected replicas of a primary that holds back writes have everything. A replica
 * acknowledges once a second; asked itself it tells at once. Who has been silent for some seconds
 * is not waited for: every second of it is one without a writable primary.
 */
final class Drain {
  private static final Duration QUESTION = Duration.ofSeconds(1);

  private final Server server;
  private final ServerConnection primary;
  private final List<String> given = new ArrayList<>();

  Drain(Server server, ServerConnection primary) {
    this.server = server;
    this.primary = primary;
  }

  void await(StepContext step) throws ServerException, InterruptedException {
    ServerInfo paused = primary.info();
    Duration patience = server.settings().drainTimeout();
    if (patience.isZero()) {
      return;
    }
    try {
      step.await(
          "the replicas to have everything up to " + paused.offset(),
          patience,
          () -> behind(paused).isEmpty());
    } catch (DeadlineException late) {
      behind(paused).forEach(replica -> giveUp(replica, "within " + patience.toSeconds() + " s"));
    }
    if (!given.isEmpty()) {
      step.note("did not get everything: " + String.join(", ", given));
    }
  }

  /** Those who are waited for, as the primary sees them now. */
  private List<Replica> behind(ServerInfo paused) {
    List<Replica> behind = new ArrayList<>();
    for (Replica replica : now(paused).replicas()) {
      if (!replica.isOnline() || replica.offset() >= paused.offset()) {
        continue;
      }
      if (replica.isSilent()) {
        giveUp(replica, "silent");
      } else if (!hasReached(replica, paused)) {
        behind.add(replica);
      }
    }
    return behind;
  }

  private ServerInfo now(ServerInfo paused) {
    try {
      return primary.info();
    } catch (ServerException notNow) {
      return paused;
    }
  }

  private void giveUp(Replica replica, String why) {
    String text = replica.host() + ":" + replica.port() + " (" + why + ")";
    if (!given.contains(text)) {
      given.add(text);
    }
  }

  private boolean hasReached(Replica replica, ServerInfo paused) {
    Address address = server.address(replica.host(), replica.port());
    try (ServerConnection connection = ServerConnection.open(address, QUESTION)) {
      ServerInfo now = connection.info();
      return now.replicationId().equals(paused.replicationId()) && now.offset() >= paused.offset();
    } catch (ServerException notReached) {
      return false;
    }
  }
}
