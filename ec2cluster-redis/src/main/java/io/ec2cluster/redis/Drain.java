package io.ec2cluster.redis;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.redis.ServerInfo.Replica;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Waits until the connected replicas of a primary that holds back writes have everything. A replica
 * acknowledges once a second; asked itself it tells at once.
 */
final class Drain {
  private final Server server;

  Drain(Server server) {
    this.server = server;
  }

  void await(ServerConnection primary, StepContext step)
      throws ServerException, InterruptedException {
    ServerInfo paused = primary.info();
    List<Replica> waiting =
        new ArrayList<>(paused.replicas().stream().filter(Replica::isOnline).toList());
    Duration patience = server.settings().drainTimeout();
    if (waiting.isEmpty() || patience.isZero()) {
      return;
    }
    try {
      step.await(
          "the replicas to have everything up to " + paused.offset(),
          patience,
          () -> {
            waiting.removeIf(replica -> hasReached(replica, paused));
            return waiting.isEmpty();
          });
    } catch (DeadlineException late) {
      step.note(
          "did not get everything within "
              + patience.toSeconds()
              + " s (redis.drain-timeout): "
              + String.join(
                  ", ", waiting.stream().map(one -> one.host() + ":" + one.port()).toList()));
    }
  }

  private boolean hasReached(Replica replica, ServerInfo primary) {
    if (replica.offset() >= primary.offset()) {
      return true;
    }
    try (ServerConnection connection = server.open(replica.host(), replica.port())) {
      ServerInfo now = connection.info();
      return now.replicationId().equals(primary.replicationId())
          && now.offset() >= primary.offset();
    } catch (ServerException notReached) {
      return false;
    }
  }
}
