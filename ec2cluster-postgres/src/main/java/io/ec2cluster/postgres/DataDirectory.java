package io.ec2cluster.postgres;

import com.google.common.base.CharMatcher;
import com.google.common.primitives.Ints;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.role.Role;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The data directory: what is in it, read without changing anything. */
final class DataDirectory {
  /** Marks data that ec2cluster made: a fresh cluster of ours is nobody's to move aside. */
  static final String ORIGIN = "ec2cluster.origin";

  private static final int NAMES_SHOWN = 3;

  private final PostgresLayout layout;
  private final Programs programs;

  DataDirectory(PostgresLayout layout, Programs programs) {
    this.layout = layout;
    this.programs = programs;
  }

  Path path() {
    return layout.dataDirectory();
  }

  /** Whether there is nothing: no directory, or one without entries. */
  boolean isEmpty() {
    return !Files.exists(path(), LinkOption.NOFOLLOW_LINKS) || names().isEmpty();
  }

  /**
   * Refuses what is no data directory of this server: other files, another owner, another version.
   */
  void requireUsable() {
    requireOwner();
    Path file = path().resolve("PG_VERSION");
    if (!Files.exists(file)) {
      List<String> names = names();
      throw new RefusedException(
          path()
              + " is neither empty nor a data directory: it holds "
              + String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())))
              + (names.size() > NAMES_SHOWN ? ", …" : "")
              + " and no PG_VERSION. It is never written over: empty it, or set"
              + " postgres.data-directory to another one"
              + (names.equals(List.of("lost+found"))
                  ? "; in a mounted file system a directory below its top"
                  : ""));
    }
    String version = CharMatcher.whitespace().trimFrom(OwnedFiles.read(file));
    if (!Integer.valueOf(layout.version()).equals(Ints.tryParse(version))) {
      throw new EnvironmentException(
          path()
              + " is a data directory of PostgreSQL "
              + version
              + ", the programs in "
              + layout.binDirectory()
              + " are of "
              + layout.version()
              + ": install PostgreSQL "
              + version
              + ", or correct postgres.bin-directory; ec2cluster does not upgrade data");
    }
  }

  private void requireOwner() {
    try {
      String owner = Files.getOwner(path()).getName();
      if (!owner.equals(layout.user())) {
        throw new EnvironmentException(
            path()
                + " belongs to user '"
                + owner
                + "', the server is to run as '"
                + layout.user()
                + "': correct postgres.user, or give the directory to '"
                + layout.user()
                + "'");
      }
    } catch (IOException failure) {
      throw OwnedFiles.failed("reading the owner of", path(), failure);
    }
  }

  /**
   * Where the data is while pg_rewind changes it: beside its place, so that nobody starts a server
   * on it before it is whole again.
   */
  static Path rewinding(Path data) {
    return data.resolveSibling(data.getFileName() + ".ec2cluster-rewinding");
  }

  /** Whether a rewind was begun and is not complete. */
  boolean isRewinding() {
    return isEmpty() && Files.exists(rewinding(path()));
  }

  /** What pg_controldata says. */
  ControlFile control() throws InterruptedException {
    return control(path());
  }

  /** The same of data in another place. */
  ControlFile control(Path data) throws InterruptedException {
    return ControlFile.parse(
        programs
            .require(
                programs.command("pg_controldata", List.of(data.toString())),
                "reading the control file of " + data)
            .output(),
        data.toString());
  }

  /** The role that the data was prepared for: a standby by its signal or recovery.conf. */
  Role madeFor() {
    if (layout.hasStandbySignal()) {
      return Files.exists(path().resolve("standby.signal")) ? Role.REPLICA : Role.PRIMARY;
    }
    Map<String, String> recovery =
        ConfFile.values(OwnedFiles.read(path().resolve("recovery.conf")));
    return RecoveryTemplate.isOn(recovery.getOrDefault("standby_mode", "off"))
        ? Role.REPLICA
        : Role.PRIMARY;
  }

  /** Whether the data is a fresh restore of a backup that no server has started on yet. */
  boolean isRestoredBackup() {
    return Files.exists(path().resolve("backup_label"));
  }

  /**
   * Whether data on which no server works was never promoted since it was made a standby's: it is
   * still marked as one, and its server never left recovery, or never ran.
   */
  boolean isProvenReplica() throws InterruptedException {
    return !isEmpty()
        && madeFor() == Role.REPLICA
        && (isRestoredBackup() || control().inRecovery());
  }

  /** Siblings that earlier, killed runs left; each was ours from its first byte. */
  List<Path> leftovers(String mark) {
    String prefix = path().getFileName() + "." + mark + "-";
    Path folder = path().resolveSibling("");
    return Files.isDirectory(folder) ? entries(folder, prefix + "*") : List.of();
  }

  private List<String> names() {
    return entries(path(), "*").stream()
        .map(entry -> entry.getFileName().toString())
        .sorted()
        .toList();
  }

  private static List<Path> entries(Path folder, String glob) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(entries::add);
    } catch (IOException failure) {
      throw OwnedFiles.failed("listing", folder, failure);
    }
    return List.copyOf(entries);
  }
}
