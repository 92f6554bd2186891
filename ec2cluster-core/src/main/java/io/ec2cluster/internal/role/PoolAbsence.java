package io.ec2cluster.internal.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.OperationContext;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/**
 * Remembers that this node was taken out of the replica pool by hand, so that the timer's check
 * does not put it back: a file in the state directory.
 */
final class PoolAbsence {
  private static final Pattern AWKWARD = Pattern.compile("[^A-Za-z0-9._-]");

  private final OperationContext context;

  PoolAbsence(OperationContext context) {
    this.context = context;
  }

  boolean isByHand() {
    return Files.exists(file());
  }

  void begin() {
    Path file = file();
    Path beside = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(context.stateDirectory());
      try (FileOutputStream stream = new FileOutputStream(beside.toFile())) {
        stream.write(
            ("taken out by 'ec2cluster pool leave' at "
                    + context.time().now()
                    + "; 'ec2cluster pool join' brings it back\n")
                .getBytes(StandardCharsets.UTF_8));
        stream.getFD().sync();
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw notWritable(file, failure);
    }
  }

  void end() {
    Path file = file();
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw notWritable(file, failure);
    }
  }

  private static EnvironmentException notWritable(Path file, IOException failure) {
    return new EnvironmentException(
        "cannot write "
            + file
            + ": "
            + failure
            + ". Expected a state directory that this user may write: see the setting state-dir",
        failure);
  }

  private Path file() {
    String name = context.cluster() + "-" + context.cloud().metadata().instanceId();
    return context.stateDirectory().resolve(AWKWARD.matcher(name).replaceAll("_") + ".out-of-pool");
  }
}
