package io.ec2cluster.postgres;

import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Role;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether data can follow a primary: it must be a copy of the same cluster and hold nothing that
 * the primary does not hold. What cannot be proven is refused; nothing is changed here.
 */
final class Ancestry {
  private static final String WAY_OUT =
      ": bring this node back with 'ec2cluster rejoin', or move the directory away and run init again"
          + " for a fresh copy";

  private Ancestry() {}

  /** Refuses the data of another cluster. */
  static void requireSame(Path data, String local, String primary, String where) {
    if (!local.equals(primary)) {
      throw new RefusedException(
          data
              + " belongs to another cluster: its system identifier is "
              + local
              + ", that of the primary ("
              + where
              + ") is "
              + primary
              + ". Nothing was changed. Move the directory away to make this node a replica, or"
              + " correct postgres.data-directory or the cluster's name");
    }
  }

  /** Refuses data that has gone its own way; the parameters are those of {@link #divergence}. */
  static void requireAncestor(
      Path data,
      ControlFile local,
      Role madeFor,
      boolean restoredBackup,
      ReplicationConnection.Identity primary,
      TimelineHistory history) {
    divergence(local, madeFor, restoredBackup, primary, history)
        .ifPresent(
            why -> {
              throw new RefusedException(data + " " + why + WAY_OUT);
            });
  }

  /**
   * Why data cannot follow a primary as it is; empty if it can.
   *
   * @param madeFor the role that the data was last prepared for
   * @param restoredBackup whether it is a backup that no server has run on yet
   */
  static Optional<String> divergence(
      ControlFile local,
      Role madeFor,
      boolean restoredBackup,
      ReplicationConnection.Identity primary,
      TimelineHistory history) {
    return found(local, madeFor, restoredBackup, primary, history)
        .map(
            why ->
                why
                    + " (here: timeline "
                    + local.knownTimeline()
                    + ", "
                    + local.knownEnd()
                    + "; primary: timeline "
                    + primary.timeline()
                    + ", "
                    + primary.position()
                    + ")");
  }

  private static Optional<String> found(
      ControlFile local,
      Role madeFor,
      boolean restoredBackup,
      ReplicationConnection.Identity primary,
      TimelineHistory history) {
    boolean ran = madeFor == Role.PRIMARY && !restoredBackup;
    if (local.knownTimeline() > primary.timeline()) {
      return Optional.of("is on a later timeline than its primary");
    }
    if (local.knownTimeline() < primary.timeline()) {
      return beforeFork(local, ran, history);
    }
    if (ran) {
      return Optional.of(
          "ran as a primary on the primary's own timeline, so that it cannot be told whether both"
              + " wrote");
    }
    return madeFor == Role.REPLICA && local.knownEnd().isAfter(primary.position())
        ? Optional.of("has more than its primary")
        : Optional.empty();
  }

  /** Up to the fork both histories are one; the end of a primary's log is known if it stopped. */
  private static Optional<String> beforeFork(
      ControlFile local, boolean ranAsPrimary, TimelineHistory history) {
    Optional<Lsn> fork = history.endOf(local.knownTimeline());
    if (fork.isEmpty()) {
      return Optional.of("is on a timeline that the primary never was on");
    }
    // A primary's last record begins at its last checkpoint; a standby has replayed up to its end.
    boolean went =
        ranAsPrimary
            ? local.checkpoint().compareTo(fork.get()) >= 0
            : local.knownEnd().isAfter(fork.get());
    if (went) {
      return Optional.of("went on after " + fork.get() + ", where the primary left it");
    }
    return ranAsPrimary && !local.cleanlyStopped()
        ? Optional.of(
            "was a primary that did not stop in order ('"
                + local.state()
                + "'), so that the end of its log is not known")
        : Optional.empty();
  }
}
