package io.ec2cluster.postgres;

import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.role.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files by which a server knows that it is to recover: standby.signal and recovery.signal from
 * 12 on, before that recovery.conf. From 12 on a recovery.conf keeps the server from starting.
 */
final class RecoveryFiles {
  private static final String STANDBY = "standby.signal";
  private static final String RECOVERY = "recovery.signal";
  private static final String CONF = "recovery.conf";

  /** Written when a founding primary was told to recover: once is enough. */
  private static final String RECOVERED = "ec2cluster.recovery";

  private final Server server;

  RecoveryFiles(Server server) {
    this.server = server;
  }

  /** Whether a data directory is marked for a role. */
  boolean hold(Role role, Path data, Optional<Recovery> recovery, boolean founds) {
    if (role == Role.PRIMARY) {
      return recovery.isEmpty() || !founds || Files.exists(data.resolve(RECOVERED));
    }
    return server.layout().hasStandbySignal()
        ? Files.exists(data.resolve(STANDBY))
        : server.files().holds(confIn(data), conf(recovery));
  }

  /** Marks a data directory, the real one or a copy that is still being made. */
  void write(Role role, Path data, Optional<Recovery> recovery, boolean founds) {
    if (hold(role, data, recovery, founds)) {
      return;
    }
    if (!server.layout().hasStandbySignal()) {
      server.files().write(confIn(data), conf(recovery));
    } else {
      boolean standby = role == Role.REPLICA;
      server.files().write(data.resolve(standby ? STANDBY : RECOVERY), "");
    }
    if (role == Role.PRIMARY) {
      server.files().write(data.resolve(RECOVERED), "");
    }
  }

  /**
   * Marks data that is changed beside its place as a standby's, whatever the settings say later: it
   * must never start as a primary.
   */
  void markStandby(Path data) {
    if (server.layout().hasStandbySignal()) {
      server.files().write(data.resolve(STANDBY), "");
    } else {
      server.files().write(data.resolve(CONF), ConfFile.line("standby_mode", "on"));
    }
  }

  /** A recovery.conf of an older version or of the predecessor. */
  Optional<Path> leftover() {
    if (!server.layout().hasStandbySignal()) {
      return Optional.empty();
    }
    Path inData = server.data().path().resolve(CONF);
    return Optional.of(inData)
        .filter(Files::exists)
        .or(() -> server.settings().recoveryFilename().filter(Files::exists));
  }

  /**
   * Takes it out of the server's sight.
   *
   * @return what was done, for the report
   */
  Optional<String> removeLeftover() {
    Optional<Path> leftover = leftover();
    leftover.ifPresent(
        path ->
            OwnedFiles.rename(path, path.resolveSibling(path.getFileName() + ".ec2cluster-old")));
    return leftover.map(
        path ->
            path
                + " was renamed to "
                + path.getFileName()
                + ".ec2cluster-old: PostgreSQL "
                + server.layout().version()
                + " does not start with it");
  }

  private Path confIn(Path data) {
    boolean real = data.equals(server.data().path());
    return server.settings().recoveryFilename().filter(path -> real).orElse(data.resolve(CONF));
  }

  private static String conf(Optional<Recovery> recovery) {
    return recovery.map(Recovery::lines).orElse("");
  }
}
