package io.ec2cluster.internal.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.internal.file.WholeFile;
import io.ec2cluster.spi.OperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A short text about this node in this cluster that outlives the process: a file in the state
 * directory.
 */
final class NodeNote {
  private static final Pattern AWKWARD = Pattern.compile("[^A-Za-z0-9._-]");
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r--r--");

  private final OperationContext context;
  private final String kind;

  /**
   * A note.
   *
   * @param kind the ending of the file's name
   */
  NodeNote(OperationContext context, String kind) {
    this.context = context;
    this.kind = kind;
  }

  Optional<String> find() {
    try {
      return new WholeFile(file()).find();
    } catch (IOException failure) {
      throw failed("read", failure);
    }
  }

  void write(String text) {
    try {
      Files.createDirectories(context.stateDirectory());
      new WholeFile(file()).write(text, MODE);
    } catch (IOException failure) {
      throw failed("write", failure);
    }
  }

  void delete() {
    try {
      new WholeFile(file()).delete();
    } catch (IOException failure) {
      throw failed("remove", failure);
    }
  }

  private EnvironmentException failed(String what, IOException failure) {
    return new EnvironmentException(
        "cannot "
            + what
            + " "
            + file()
            + ": "
            + failure
            + ". Expected a state directory that this user may write: see the setting state-dir",
        failure);
  }

  private Path file() {
    String name = context.cluster() + "-" + context.cloud().metadata().instanceId();
    return context.stateDirectory().resolve(AWKWARD.matcher(name).replaceAll("_") + "." + kind);
  }
}
