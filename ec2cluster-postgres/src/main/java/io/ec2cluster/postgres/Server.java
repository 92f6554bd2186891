package io.ec2cluster.postgres;

import com.google.common.base.Suppliers;
import io.ec2cluster.config.Secret;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.OperationContext;
import java.nio.file.attribute.UserPrincipal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The server on this node: its layout and the parts that work on it. Made once per operation. */
final class Server {
  private final OperationContext context;
  private final PostgresSettings settings;
  private final Machine machine;
  private final PostgresLayout layout;
  private final Programs programs;
  private final OwnedFiles files;
  private final ServerProcesses processes;
  private final DataDirectory data;
  private final Supplier<List<String>> otherPoolHosts = Suppliers.memoize(this::findOtherPoolHosts);

  Server(
      OperationContext context, PostgresSettings settings, Machine machine, PostgresLayout layout) {
    this.context = context;
    this.settings = settings;
    this.machine = machine;
    this.layout = layout;
    this.programs = new Programs(context.commands(), layout, machine);
    Optional<UserPrincipal> owner =
        machine.privileged() ? machine.findUser(layout.user()) : Optional.empty();
    this.files = new OwnedFiles(owner, context.random());
    this.processes = new ServerProcesses(layout.dataDirectory());
    this.data = new DataDirectory(layout, programs);
  }

  OperationContext context() {
    return context;
  }

  PostgresSettings settings() {
    return settings;
  }

  Machine machine() {
    return machine;
  }

  PostgresLayout layout() {
    return layout;
  }

  Programs programs() {
    return programs;
  }

  OwnedFiles files() {
    return files;
  }

  ServerProcesses processes() {
    return processes;
  }

  DataDirectory data() {
    return data;
  }

  ConfigFiles config() {
    return new ConfigFiles(layout, files);
  }

  LocalSql sql() {
    return sql(settings.connectTimeout());
  }

  /** For statements that take longer than an answer. */
  LocalSql sql(Duration timeout) {
    return new LocalSql(layout, programs, processes, timeout);
  }

  ServerControl control() {
    return new ServerControl(layout, settings, machine, programs, processes, files);
  }

  ServerSettings serverSettings() {
    return new ServerSettings(settings, layout, machine, context.cloud().metadata().localIpv4());
  }

  ReplicationAuth auth() {
    return new ReplicationAuth(settings, machine, serverSettings().isLoopback());
  }

  String instanceId() {
    return context.cloud().metadata().instanceId();
  }

  /** The hosts of the other members of the replica pool; the zone is asked once. */
  List<String> otherPoolHosts() {
    return otherPoolHosts.get();
  }

  private List<String> findOtherPoolHosts() {
    return context
        .names()
        .replica()
        .map(
            name ->
                context.cloud().zone().list(name).stream()
                    .filter(set -> set.name().equals(name) && !isOwn(set))
                    .flatMap(set -> set.target().stream())
                    .sorted()
                    .toList())
        .orElse(List.of());
  }

  private boolean isOwn(RecordSet set) {
    return set.weighted().filter(w -> w.setIdentifier().equals(instanceId())).isPresent();
  }

  /** A server as the replication user. */
  ReplicationConnection.Address address(String host, int port) {
    return new ReplicationConnection.Address(
        host, port, settings.replicationUser(), auth().password(), settings.sslmode());
  }

  /** Connects once. */
  ReplicationConnection tryOpen(ReplicationConnection.Address address) throws SQLException {
    return ReplicationConnection.tryOpen(address, settings.connectTimeout());
  }

  /** Writes libpq's password file where there is a password. */
  void writePassFile() {
    Optional<Secret> password = auth().password();
    if (password.isPresent() && !holdsPassFile()) {
      files.write(layout.passFile(), PassFile.content(settings.replicationUser(), password.get()));
    }
  }

  boolean holdsPassFile() {
    return auth()
        .password()
        .map(
            secret ->
                files.holds(
                    layout.passFile(), PassFile.content(settings.replicationUser(), secret)))
        .orElse(true);
  }

  Duration startTimeout() {
    return settings.startTimeout();
  }
}
