package io.ec2cluster.postgres;

import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What decides between candidates, as the running server itself tells it; every role may ask it.
 *
 * @param inRecovery whether it is a standby
 * @param systemIdentifier the identity of its data
 * @param position of a primary what is on its disk, of a standby what it has received or replayed,
 *     whichever is more
 * @param timeline of a standby as far as it is known to SQL, which learns of a new one late
 * @param replayPaused whether somebody paused the replay
 * @param delay how old the newest change is that a standby has applied, while it has more to apply;
 *     zero while it streams and has applied all; else not known
 * @param targets the settings that end the recovery at some point
 */
record Vitals(
    boolean inRecovery,
    String systemIdentifier,
    Optional<Lsn> position,
    int timeline,
    boolean replayPaused,
    Optional<Duration> delay,
    List<String> targets) {
  /** CASE keeps the functions of a primary from being called in recovery, where they fail. */
  static final String QUESTION =
      """
      SELECT recovers,
             (SELECT system_identifier FROM pg_control_system()),
             CASE WHEN recovers
                  THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                  ELSE pg_current_wal_flush_lsn() END,
             CASE WHEN recovers
                  THEN greatest((SELECT timeline_id FROM pg_control_checkpoint()),
                                (SELECT min_recovery_end_timeline FROM pg_control_recovery()),
                                (SELECT max(received_tli) FROM pg_stat_wal_receiver))
                  ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
             END,
             CASE WHEN recovers THEN pg_is_wal_replay_paused() ELSE false END,
             CASE WHEN NOT recovers THEN NULL
                  WHEN pg_last_wal_replay_lsn() < pg_last_wal_receive_lsn()
                  THEN floor(extract(epoch FROM
                             clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::bigint
                  WHEN EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')
                  THEN 0 END,
             (SELECT string_agg(name, ' ' ORDER BY name) FROM pg_settings
              WHERE name IN ('recovery_target', 'recovery_target_time', 'recovery_target_xid',
                             'recovery_target_name', 'recovery_target_lsn') AND setting <> '')
      FROM (SELECT pg_is_in_recovery() AS recovers) AS now
      """;

  Vitals {
    targets = List.copyOf(targets);
  }

  /** Reads the answer. */
  static Vitals of(List<String> row) {
    Integer timeline = Ints.tryParse(row.get(3));
    return new Vitals(
        row.get(0).equals("t"),
        row.get(1),
        Optional.of(row.get(2)).filter(text -> !text.isEmpty()).map(Lsn::parse),
        timeline == null ? 0 : timeline,
        row.get(4).equals("t"),
        Optional.ofNullable(Longs.tryParse(row.get(5)))
            .map(millis -> Duration.ofMillis(Math.max(0, millis))),
        Splitter.on(' ').omitEmptyStrings().splitToList(row.get(6)));
  }

  /** Why it must not be promoted. */
  Optional<String> unfit() {
    if (inRecovery && replayPaused) {
      return Optional.of("its replay is paused: resume it with SELECT pg_wal_replay_resume()");
    }
    return inRecovery && !targets.isEmpty()
        ? Optional.of("its recovery ends at a target: remove " + String.join(", ", targets))
        : Optional.empty();
  }
}
