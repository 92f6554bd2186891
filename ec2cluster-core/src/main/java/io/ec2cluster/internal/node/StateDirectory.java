package io.ec2cluster.internal.node;

import io.ec2cluster.config.ClusterSettings;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where ec2cluster keeps its own files on this node: locks, passfiles. */
final class StateDirectory {
  private static final Path SYSTEM = Path.of("/var/lib/ec2cluster");

  private StateDirectory() {}

  /**
   * The setting {@code state-dir}; else the local back end's directory; else the system's, or the
   * user's own.
   */
  static Path of(ClusterSettings settings) {
    if (settings.stateDir().isPresent()) {
      return settings.stateDir().get();
    }
    if (settings.cloud() == ClusterSettings.CloudKind.LOCAL && settings.localDir().isPresent()) {
      return settings.localDir().get().resolve("state");
    }
    return mayWrite(SYSTEM) ? SYSTEM : Path.of(System.getProperty("user.home", "."), ".ec2cluster");
  }

  private static boolean mayWrite(Path directory) {
    Path parent = directory.getParent();
    return Files.isWritable(directory)
        || (!Files.exists(directory) && parent != null && Files.isWritable(parent));
  }
}
