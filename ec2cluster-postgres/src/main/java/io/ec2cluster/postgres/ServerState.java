package io.ec2cluster.postgres;

import com.google.common.primitives.Ints;
import java.util.List;
import java.util.Optional;

/**
 * What the running server says of itself.
 *
 * @param inRecovery whether it is a standby, or still recovers
 * @param systemIdentifier the identity of its data
 * @param replayed up to where a server in recovery has replayed
 * @param sender the primary that it streams from, while it streams
 * @param startedMillis when it was started, in milliseconds since 1970
 * @param settingsLoadedMillis when it read its settings last, in milliseconds since 1970
 * @param waitsForRestart how many changed settings wait for a restart
 */
record ServerState(
    boolean inRecovery,
    String systemIdentifier,
    Optional<Lsn> replayed,
    Optional<Sender> sender,
    long startedMillis,
    long settingsLoadedMillis,
    int waitsForRestart) {
  private static final String QUESTION =
      """
      SELECT pg_is_in_recovery(),
             (SELECT system_identifier FROM pg_control_system()),
             CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END,
             receiver.sender_host, receiver.sender_port,
             floor(extract(epoch FROM pg_postmaster_start_time()) * 1000)::bigint,
             floor(extract(epoch FROM pg_conf_load_time()) * 1000)::bigint,
             (SELECT count(*) FROM pg_settings WHERE pending_restart)
      FROM (SELECT 1) AS one
      LEFT JOIN pg_stat_wal_receiver AS receiver ON receiver.status = 'streaming';
      """;

  /** Where a standby streams from. */
  record Sender(String host, int port) {}

  /** Asks the server; empty if it does not answer. */
  static Optional<ServerState> ask(Server server) throws InterruptedException {
    return server.sql().rowIfAnswered(QUESTION).map(ServerState::of);
  }

  private static ServerState of(List<String> row) {
    Integer port = Ints.tryParse(row.get(4));
    return new ServerState(
        row.get(0).equals("t"),
        row.get(1),
        Optional.of(row.get(2)).filter(text -> !text.isEmpty()).map(Lsn::parse),
        port == null ? Optional.empty() : Optional.of(new Sender(row.get(3), port)),
        Long.parseLong(row.get(5)),
        Long.parseLong(row.get(6)),
        Integer.parseInt(row.get(7)));
  }
}
