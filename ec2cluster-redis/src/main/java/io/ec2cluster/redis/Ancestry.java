package io.ec2cluster.redis;

import io.ec2cluster.RefusedException;
import java.util.Optional;

/**
 * Whether what this node holds is proven to be in a primary's data. Proofs are the running server's
 * own word, what was written down when it stopped in order, and the RDB file, which holds
 * everything that a server without append-only file kept on its disk, and says up to where that
 * goes.
 */
final class Ancestry {
  private final Server server;

  Ancestry(Server server) {
    this.server = server;
  }

  boolean isIn(History primary) {
    return known().map(here -> primary.contains(here.replicationId(), here.offset())).orElse(false);
  }

  /** Whether it is proven to go on behind the place at which the primary's history began. */
  boolean hasMoreThan(History primary) {
    return known()
        .filter(here -> here.replicationId().equals(primary.before()))
        .filter(here -> !primary.contains(here.replicationId(), here.offset()))
        .isPresent();
  }

  /** Why a replica is not made to follow. */
  RefusedException tooMuch(History primary) {
    return new RefusedException(
        "this replica is at "
            + known().map(at -> History.of(at).position().text()).orElse("?")
            + ", which the primary ("
            + primary.position().text()
            + ", whose history begins at "
            + primary.beginning()
            + ") never was: bring it back with 'ec2cluster rejoin --reclone', which keeps its data"
            + " aside");
  }

  /** Up to where the data here goes; empty where that is not known. */
  Optional<StopRecord> known() {
    if (server.isRunning()) {
      return server.ask().map(info -> new StopRecord(info.replicationId(), info.offset()));
    }
    return server.stopped().or(this::snapshot);
  }

  private Optional<StopRecord> snapshot() {
    return server
        .persistence()
        .snapshot()
        .filter(header -> header.fields().containsKey("repl-id"))
        .map(
            header ->
                new StopRecord(
                    header.fields().getOrDefault("repl-id", ""),
                    Long.parseLong(header.fields().getOrDefault("repl-offset", "-1"))))
        .filter(found -> found.offset() >= 0);
  }
}
