package io.ec2cluster.simulation;

import java.util.List;

/** What goes wrong. */
enum Fault {
  NONE,
  /** Throttled, refused, timed out: an error, and nothing was done. */
  FAILED,
  /** The same, and for the next calls too: the zone is out of reach for a while. */
  OUT_OF_REACH,
  /** Applied, and the answer was lost. */
  LOST_ANSWER,
  /** Applied, and the client's own retry met its commit: a conflict. */
  ECHO,
  /** An error now; applied some time later if its conditions hold then. */
  DELAYED,
  /** An earlier state of the zone. */
  STALE,
  /** An owner that is dead cannot be proven so. */
  NOT_PROVEN,
  /** {@code kill -9} of the tool: an engine that runs goes on. */
  TOOL_KILLED,
  /** The engine is down, the tool runs again. */
  REBOOTED,
  /** The same, and the address has changed. */
  MOVED,
  /** The same, and the data is gone. */
  DISK_LOST,
  /** The instance never comes back, and the cloud says so. */
  TERMINATED,
  /** The instance is stopped, and may be started again. */
  STOPPED;

  /** Those that end a process. */
  static final List<Fault> DEATHS = List.of(TOOL_KILLED, REBOOTED, MOVED, DISK_LOST, TERMINATED);

  /** The same without a loss of data. */
  static final List<Fault> SILENT_DEATHS = List.of(TOOL_KILLED, REBOOTED, MOVED, TERMINATED);

  /** The same in a whole life of the role. */
  static final List<Fault> DEATHS_IN_LIFE =
      List.of(TOOL_KILLED, TOOL_KILLED, REBOOTED, MOVED, DISK_LOST, TERMINATED, STOPPED);

  /** Those that an idle node can meet in it. */
  static final List<Fault> OUTAGES_IN_LIFE =
      List.of(REBOOTED, MOVED, DISK_LOST, TERMINATED, STOPPED, STOPPED, STOPPED);

  /** Those that an idle node can meet. */
  static final List<Fault> OUTAGES = List.of(REBOOTED, MOVED, DISK_LOST, TERMINATED);

  /** The same without a loss of data. */
  static final List<Fault> SILENT_OUTAGES = List.of(REBOOTED, MOVED, TERMINATED);
}
