package io.ec2cluster.postgres;

import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code pg_controldata} says of a data directory.
 *
 * @param systemIdentifier the identity of the cluster's data, given by initdb and shared by its
 *     copies
 * @param state the state of the last shutdown, as the server words it
 * @param checkpoint the position of the last checkpoint; after a clean shutdown the end of the log
 * @param timeline the timeline of the last checkpoint
 * @param minimumRecovery up to where a standby has replayed at least; {@code 0/0} on a primary
 * @param minimumRecoveryTimeline the timeline of that position; 0 on a primary
 * @param nextOid the next object id: 16384 or more once users have made objects
 * @param logsHints whether every change of a page is in the log, as pg_rewind needs: by {@code
 *     wal_log_hints} or data check sums
 */
record ControlFile(
    String systemIdentifier,
    String state,
    Lsn checkpoint,
    int timeline,
    Lsn minimumRecovery,
    int minimumRecoveryTimeline,
    long nextOid,
    boolean logsHints) {
  private static final String CLEAN = "shut down";
  private static final String CLEAN_STANDBY = "shut down in recovery";
  private static final String RECOVERING = "in archive recovery";

  /** Reads the output of {@code LC_ALL=C pg_controldata}. */
  static ControlFile parse(String output, String origin) {
    Map<String, String> fields = new HashMap<>();
    for (String line : Splitter.on('\n').split(output)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    try {
      return new ControlFile(
          field(fields, "Database system identifier"),
          field(fields, "Database cluster state"),
          Lsn.parse(field(fields, "Latest checkpoint location")),
          Integer.parseInt(field(fields, "Latest checkpoint's TimeLineID")),
          Lsn.parse(field(fields, "Minimum recovery ending location")),
          Integer.parseInt(field(fields, "Min recovery ending loc's timeline")),
          Long.parseLong(field(fields, "Latest checkpoint's NextOID")),
          field(fields, "wal_log_hints setting").equals("on")
              || !field(fields, "Data page checksum version").equals("0"));
    } catch (IllegalArgumentException unreadable) {
      throw new EnvironmentException(
          "pg_controldata of "
              + origin
              + " answered in an unknown form ("
              + unreadable.getMessage()
              + "): expected the output of PostgreSQL 11 to 18. Check that bin-directory holds the"
              + " programs of this data directory's version",
          unreadable);
    }
  }

  /** Whether the server was stopped in order, so that {@link #checkpoint()} ends the log. */
  boolean cleanlyStopped() {
    return state.equals(CLEAN);
  }

  /**
   * Whether the server never left recovery: the state becomes {@code in production} before the
   * first client can write (source, {@code StartupXLOG}).
   */
  boolean inRecovery() {
    return state.equals(CLEAN_STANDBY) || state.equals(RECOVERING);
  }

  /** Whether it was stopped in order, as a primary or as a standby. */
  boolean stoppedInOrder() {
    return cleanlyStopped() || state.equals(CLEAN_STANDBY);
  }

  /** The last position that is known to be in this data, and so must be in its primary's too. */
  Lsn knownEnd() {
    return minimumRecovery.isAfter(checkpoint) ? minimumRecovery : checkpoint;
  }

  /** The timeline of {@link #knownEnd()}. */
  int knownTimeline() {
    return Math.max(timeline, minimumRecoveryTimeline);
  }

  private static String field(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no line '" + name + "'"));
  }
}
