package io.ec2cluster.postgres;

import com.google.common.primitives.Longs;
import io.ec2cluster.spi.Follower;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The replicas as the running primary knows them: those that are connected, and those for which
 * only a slot is left. A copy that pg_basebackup makes is none, nor are our own questions.
 */
final class Followers {
  private static final String QUESTION =
      """
      SELECT coalesce(replica.application_name, ''),
             coalesce(slot.slot_name, ''),
             coalesce(replica.state, ''),
             replica.sync_state IN ('sync', 'quorum'),
             greatest(0, pg_wal_lsn_diff(now.lsn, replica.replay_lsn)),
             greatest(0, pg_wal_lsn_diff(now.lsn, slot.restart_lsn))
      FROM (SELECT pg_current_wal_lsn() AS lsn) AS now
      CROSS JOIN (
        (SELECT * FROM pg_stat_replication
         WHERE state <> 'backup' AND application_name NOT IN ('ec2cluster', 'pg_basebackup'))
        AS replica
        FULL JOIN
        (SELECT * FROM pg_replication_slots WHERE slot_type = 'physical' AND NOT temporary)
        AS slot ON slot.active_pid = replica.pid)
      ORDER BY 1, 2;
      """;

  private final Server server;

  Followers(Server server) {
    this.server = server;
  }

  /** Nobody while the server does not run as a primary. */
  List<Follower> list() throws InterruptedException {
    boolean primary =
        server.processes().postmaster().isPresent()
            && ServerState.ask(server).filter(state -> !state.inRecovery()).isPresent();
    return primary
        ? server.sql().rows(QUESTION).stream().map(Followers::follower).toList()
        : List.of();
  }

  private static Follower follower(List<String> row) {
    String name = row.get(0);
    String slot = row.get(1);
    boolean connected = !row.get(2).isEmpty();
    return new Follower(
        connected ? name : SlotName.instanceOf(slot).orElse(slot),
        connected,
        connected ? row.get(2) : "not connected",
        row.get(3).equals("t"),
        number(row.get(4)),
        Optional.of(slot)
            .filter(found -> !found.isEmpty())
            .map(found -> found + ", holds back " + number(row.get(5)).orElse(0) + " bytes"));
  }

  private static OptionalLong number(String text) {
    Long value = Longs.tryParse(text);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
