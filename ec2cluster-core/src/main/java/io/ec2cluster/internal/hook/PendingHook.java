package io.ec2cluster.internal.hook;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.internal.file.WholeFile;
import io.ec2cluster.spi.OperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;

/**
 * Remembers over runs and crashes that a hook is still to be run: its phase has begun to act. A
 * file in the state directory, there as long as that is so.
 *
 * @param file the file
 */
record PendingHook(WholeFile file) {
  private static final Pattern AWKWARD = Pattern.compile("[^A-Za-z0-9._-]");

  /** The mark of a hook of this node in this cluster. */
  static PendingHook of(OperationContext context, String hook) {
    String name =
        context.cluster() + "-" + context.cloud().metadata().instanceId() + "-" + hook + ".pending";
    return new PendingHook(
        new WholeFile(
            context
                .stateDirectory()
                .resolve("hooks")
                .resolve(AWKWARD.matcher(name).replaceAll("_"))));
  }

  boolean isSet() {
    return Files.exists(file.path());
  }

  void set() {
    if (isSet()) {
      return;
    }
    try {
      Files.createDirectories(file.path().resolveSibling(""));
      file.write("The hook is still to be run.\n", PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException failure) {
      throw failed("write", failure);
    }
  }

  void clear() {
    try {
      file.delete();
    } catch (IOException failure) {
      throw failed("remove", failure);
    }
  }

  private EnvironmentException failed(String act, IOException failure) {
    return new EnvironmentException(
        "cannot "
            + act
            + " "
            + file.path()
            + " (a hook is still to be run): "
            + failure
            + ". Expected a state directory that this user may write: see the setting state-dir",
        failure);
  }
}
