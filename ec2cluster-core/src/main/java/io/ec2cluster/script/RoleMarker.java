package io.ec2cluster.script;

import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.internal.file.WholeFile;
import io.ec2cluster.role.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Remembers over runs and reboots as what the programs prepared this node last: which role, and the
 * fingerprint of the work that was done for it. A file in the state directory.
 *
 * @param file the file
 */
record RoleMarker(Path file) {
  private static final String MADE_FOR = "made-for ";
  private static final String DONE = "done ";
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r--r--");

  /**
   * The role that the node was prepared for last. A replica counts from the moment at which its
   * program begins, a primary from the moment at which its program has succeeded: in doubt, what
   * the node holds is a replica's, which founds nothing.
   */
  Optional<Role> madeFor() {
    return find(MADE_FOR)
        .flatMap(
            label ->
                Arrays.stream(Role.values()).filter(role -> role.label().equals(label)).findAny());
  }

  /** Whether the work of a fingerprint was the last one done. */
  boolean isDone(String fingerprint) {
    return find(DONE).filter(fingerprint::equals).isPresent();
  }

  /** Work for a role begins. */
  void begin(Role role) {
    Optional<Role> now = role == Role.REPLICA ? Optional.of(role) : madeFor();
    write(now.map(made -> MADE_FOR + made.label() + "\n").orElse(""));
  }

  /** Work for a role is done. */
  void done(Role role, String fingerprint) {
    write(MADE_FOR + role.label() + "\n" + DONE + fingerprint + "\n");
  }

  private Optional<String> find(String key) {
    try {
      List<String> lines = Splitter.on('\n').splitToList(Files.readString(file));
      return lines.stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(key.length()))
          .findFirst();
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new EnvironmentException(
          "cannot read " + file + " (the role that this node was prepared for): " + failure,
          failure);
    }
  }

  private void write(String text) {
    try {
      Files.createDirectories(file.resolveSibling("."));
      new WholeFile(file).write(text, MODE);
    } catch (IOException failure) {
      throw new EnvironmentException(
          "cannot write "
              + file
              + ": "
              + failure
              + ". Expected a state directory that this user may write: see the setting state-dir",
          failure);
    }
  }
}
