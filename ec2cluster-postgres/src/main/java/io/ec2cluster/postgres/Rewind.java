package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.Interruptible;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings data back to where it left the primary's history, by pg_rewind. What can be found out
 * before is, by a dry run; then the data is renamed, changed beside its place, marked as a
 * standby's and renamed back: a run that is killed leaves nothing that a server starts on, and the
 * next one goes on. pg_rewind writes the control file last, so that it can be repeated as long as
 * the log that it reads is there.
 */
final class Rewind {
  private static final String NOTHING_TO_DO = "no rewind required";

  private static final Pattern BACKUP_START =
      Pattern.compile("START WAL LOCATION: \\S+ \\(file ([0-9A-F]{24})\\)");

  private final Server server;
  private final RewindProgram program;
  private final RewindSource source;
  private final Path data;
  private final Path place;

  /**
   * Says that the rewind is complete, until the data is back in its place. It stands beside the
   * data: in it, a former primary would keep it for its next rewind, and pg_rewind and
   * pg_basebackup would copy it to others in the middle of their work.
   */
  private final Path complete;

  Rewind(Server server, PrimaryLocation primary) {
    this.server = server;
    this.program = new RewindProgram(server, primary);
    this.source = new RewindSource(server, primary);
    this.data = server.data().path();
    this.place = DataDirectory.rewinding(data);
    this.complete = data.resolveSibling(data.getFileName() + ".ec2cluster-rewound");
  }

  /** Whether an earlier run was interrupted. */
  boolean isBegun() {
    return server.data().isRewinding();
  }

  /**
   * Rewinds the data.
   *
   * @param divergence why the data has to be rewound, asked again after a crash recovery
   * @return why it is not possible; empty if the data follows now
   */
  Optional<String> run(Interruptible<Optional<String>> divergence, StepContext step)
      throws InterruptedException {
    program.awaitEarlierRuns(place, step);
    if (!isBegun()) {
      Optional<String> obstacle = prepare(divergence, step);
      if (obstacle.isPresent()) {
        return obstacle;
      }
      if (divergence.get().isEmpty()) {
        step.note(
            "after its crash recovery " + data + " ends before the primary's timeline begins");
        return Optional.empty();
      }
      new FreshData(server).requireNoMountPoint();
      begin();
    }
    return change(step);
  }

  /** Whatever speaks against it, found while the data is still as it was. */
  private Optional<String> prepare(Interruptible<Optional<String>> divergence, StepContext step)
      throws InterruptedException {
    ControlFile control = server.data().control();
    Optional<String> obstacle = program.missing().or(() -> withoutHints(control));
    if (obstacle.isPresent()) {
      return obstacle;
    }
    if (!control.stoppedInOrder()) {
      if (server.data().madeFor() == Role.REPLICA) {
        return Optional.of(
            "it is a standby that did not stop in order ('" + control.state() + "')");
      }
      program.recover(step);
      if (divergence.get().isEmpty()) {
        return Optional.empty();
      }
    }
    Optional<String> refusal = source.awaitReady(step);
    return refusal.isPresent() ? refusal : obstacle(program.run(data, true));
  }

  private static Optional<String> withoutHints(ControlFile control) {
    return control.logsHints()
        ? Optional.empty()
        : Optional.of(
            "neither data check sums nor wal_log_hints were on when its server ran, so that changed"
                + " pages cannot be told from the log (ec2cluster sets wal_log_hints where"
                + " postgres.manage is true)");
  }

  private void begin() {
    OwnedFiles.deleteTree(complete);
    OwnedFiles.rename(data, place);
    server.files().createDirectory(data);
  }

  private Optional<String> change(StepContext step) throws InterruptedException {
    if (!Files.exists(complete)) {
      Optional<String> obstacle = isRewound() ? Optional.empty() : rewind(step);
      if (obstacle.isPresent()) {
        return obstacle.map(why -> why + "; what is left of the data is in " + place);
      }
      program.sync(place);
      new RecoveryFiles(server).markStandby(place);
      server.files().write(complete, "");
    }
    Optional<String> gone = missingLog();
    if (gone.isEmpty()) {
      OwnedFiles.rename(place, data);
      OwnedFiles.deleteTree(complete);
      step.note("rewound " + data + "; its configuration files are the primary's now");
    }
    return gone;
  }

  private Optional<String> rewind(StepContext step) throws InterruptedException {
    Optional<String> refusal = source.awaitReady(step);
    step.progress("rewinding " + place);
    return refusal.isPresent() ? refusal : obstacle(program.run(place, false));
  }

  /** The control file, written last, says of no other data here that it is to be recovered. */
  private boolean isRewound() throws InterruptedException {
    return Files.exists(place.resolve("backup_label"))
        && !server.data().control(place).stoppedInOrder();
  }

  private static Optional<String> obstacle(CommandResult result) {
    if (result.errors().contains(NOTHING_TO_DO) || result.output().contains(NOTHING_TO_DO)) {
      return Optional.of("it finds both on the same timeline, so that it cannot tell them apart");
    }
    if (result.succeeded()) {
      return Optional.empty();
    }
    String words = result.lastWords(4).strip();
    if (result.timedOut() || words.contains("connection to server") || words.contains("connect")) {
      throw new EnvironmentException(
          "pg_rewind lost its primary, or was not done in time (postgres.clone-timeout): "
              + words
              + ". Run this again");
    }
    return Optional.of(words.replace('\n', ' '));
  }

  /**
   * The server will replay from the last checkpoint before the fork. pg_rewind has copied what the
   * primary still has of the log; what is missing now only an archive can give.
   */
  private Optional<String> missingLog() {
    Matcher start = BACKUP_START.matcher(OwnedFiles.read(place.resolve("backup_label")));
    boolean there =
        !start.find()
            || Files.exists(place.resolve("pg_wal").resolve(start.group(1)))
            || server.settings().restoreCommand().isPresent();
    return there
        ? Optional.empty()
        : Optional.of(
            "the primary does not have the log file "
                + start.group(1)
                + " any more, from which this node would have to replay; what is left of the data"
                + " is in "
                + place);
  }
}
