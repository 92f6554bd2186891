package io.ec2cluster.postgres;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.Secret;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.PasswordFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How replicas prove who they are. With a password: scram-sha-256 from loopback and the private
 * networks. Without one nothing is opened, unless the configuration says how, or the node's own
 * address is a loopback address: then the whole cluster is on this machine, and the replication
 * user is trusted from there and from nowhere else.
 */
final class ReplicationAuth {
  private static final String SETTING = "postgres.password-file";
  private static final String DEFAULT_FILE = "/etc/ec2cluster/postgres.password";
  private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");
  private static final List<String> PRIVATE =
      List.of(
          "127.0.0.0/8",
          "::1/128",
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "100.64.0.0/10",
          "fc00::/7");

  private final PostgresSettings settings;
  private final Machine machine;
  private final boolean loopback;

  ReplicationAuth(PostgresSettings settings, Machine machine, boolean loopback) {
    this.settings = settings;
    this.machine = machine;
    this.loopback = loopback;
  }

  /** The password, where there is one. */
  Optional<Secret> password() {
    if (settings.passwordFile().isPresent()) {
      return settings.passwordFile().map(given -> PasswordFile.read(SETTING, given));
    }
    Path file = machine.at(DEFAULT_FILE);
    return PasswordFile.exists(file)
        ? Optional.of(PasswordFile.read(SETTING, file))
        : Optional.empty();
  }

  /** Refuses a configuration by which no replica could ever connect. */
  void require() {
    if (settings.manage() && method().isEmpty()) {
      throw new UsageException(
          "there is no password for the replication user '"
              + settings.replicationUser()
              + "': put one into "
              + DEFAULT_FILE
              + " (or the file that postgres.password-file names), the same on every node,"
              + " readable by root alone; or set postgres.replication-auth to trust or cert");
    }
  }

  /** The lines of pg_hba.conf; none where nothing says how replicas may connect. */
  List<String> hbaLines() {
    return method()
        .map(method -> HbaFile.lines(settings.replicationUser(), networks(), method))
        .orElse(List.of());
  }

  private Optional<String> method() {
    return settings
        .replicationAuth()
        .or(() -> password().map(secret -> "scram-sha-256"))
        .or(() -> loopback ? Optional.of("trust") : Optional.empty());
  }

  private List<String> networks() {
    if (!settings.replicationFrom().isEmpty()) {
      return settings.replicationFrom();
    }
    boolean impliedTrust = settings.replicationAuth().isEmpty() && password().isEmpty();
    return impliedTrust ? LOOPBACK : PRIVATE;
  }
}
