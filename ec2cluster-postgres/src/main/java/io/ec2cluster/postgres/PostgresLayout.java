package io.ec2cluster.postgres;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where everything of the server is on this machine.
 *
 * @param version the major version of the programs
 * @param binDirectory the programs
 * @param dataDirectory the data
 * @param configDirectory {@code postgresql.conf} and {@code pg_hba.conf}; often the data directory
 * @param debian the cluster in Debian's books, where it is one
 * @param user as whom the server runs; never root
 * @param port at which other nodes reach it
 * @param logFile what the server says while it starts
 */
record PostgresLayout(
    int version,
    Path binDirectory,
    Path dataDirectory,
    Path configDirectory,
    Optional<DebianCluster> debian,
    String user,
    int port,
    Path logFile) {
  /** From this version on a standby is made by {@code standby.signal} (release notes of 12). */
  static final int STANDBY_SIGNAL = 12;

  boolean configIsInData() {
    return configDirectory.equals(dataDirectory);
  }

  Path postgresqlConf() {
    return configDirectory.resolve("postgresql.conf");
  }

  /** The password file for libpq: beside the data, where the server's user can reach it. */
  Path passFile() {
    return dataDirectory.resolveSibling(dataDirectory.getFileName() + ".ec2cluster-pgpass");
  }

  boolean hasStandbySignal() {
    return version >= STANDBY_SIGNAL;
  }
}
