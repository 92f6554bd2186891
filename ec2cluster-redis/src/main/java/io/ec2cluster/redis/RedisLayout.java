package io.ec2cluster.redis;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the server of this node is.
 *
 * @param program its program
 * @param configFile its configuration file
 * @param includeFile the file of ec2cluster's own settings, which the configuration file includes
 * @param directory its working directory, which holds its data
 * @param unit the systemd unit of the distribution's package, where it is that package's server
 * @param user as whom it runs
 * @param port its port
 * @param logFile its log
 */
record RedisLayout(
    Path program,
    Path configFile,
    Path includeFile,
    Path directory,
    Optional<String> unit,
    String user,
    int port,
    Path logFile) {
  /** Whether the configuration file is not a package's: then ec2cluster makes what it lacks. */
  boolean isOwn() {
    return unit.isEmpty();
  }

  /** Where a server of an own layout leaves its process id; it removes it when it ends in order. */
  Path pidFile() {
    return directory.resolve("ec2cluster.pid");
  }
}
