package io.ec2cluster.redis;

import com.google.common.base.Ascii;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.redis.ServerConnection.Address;
import io.ec2cluster.redis.ServerException.Kind;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The server on this node: its layout and the parts that work on it. Made once per operation. */
final class Server {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern AWKWARD = Pattern.compile("[^A-Za-z0-9._-]");

  private final OperationContext context;
  private final RedisSettings settings;
  private final Machine machine;
  private final RedisLayout layout;
  private final ServerProcesses processes;
  private final OwnedFiles files;
  private final Access access;

  private final Predicate<Path> writable;

  Server(OperationContext context, RedisSettings settings, Machine machine, RedisLayout layout) {
    this(context, settings, machine, layout, Files::isWritable);
  }

  /**
   * The server of a layout.
   *
   * @param writable which files and folders can be written: root may on most machines write all
   */
  Server(
      OperationContext context,
      RedisSettings settings,
      Machine machine,
      RedisLayout layout,
      Predicate<Path> writable) {
    this.writable = writable;
    this.context = context;
    this.settings = settings;
    this.machine = machine;
    this.layout = layout;
    this.processes = new ServerProcesses(layout.directory(), layout.program());
    Optional<UserPrincipal> owner =
        machine.privileged() ? machine.findUser(layout.user()) : Optional.empty();
    this.files = new OwnedFiles(owner, context.random());
    this.access = new Access(settings, machine);
  }

  OperationContext context() {
    return context;
  }

  RedisSettings settings() {
    return settings;
  }

  Machine machine() {
    return machine;
  }

  RedisLayout layout() {
    return layout;
  }

  ServerProcesses processes() {
    return processes;
  }

  OwnedFiles files() {
    return files;
  }

  Access access() {
    return access;
  }

  /** The server's configuration as it would be read now. */
  RedisConf conf() {
    return RedisConf.read(layout.configFile());
  }

  Persistence persistence() {
    return new Persistence(layout.directory(), conf());
  }

  ServerSettings serverSettings() {
    return new ServerSettings(this);
  }

  ConfigFiles config() {
    return new ConfigFiles(this, writable);
  }

  ServerControl control() {
    return new ServerControl(this);
  }

  boolean isRunning() {
    return !processes.all().isEmpty();
  }

  Optional<String> localAddress() {
    return context.cloud().metadata().localIpv4();
  }

  /**
   * Connects to the server of this node, and to no other that has its address; one that the
   * distribution's package has started listens at 127.0.0.1 alone.
   */
  ServerConnection open() throws ServerException {
    String host = serverSettings().ownHost();
    try {
      return openOwn(host);
    } catch (ServerException failure) {
      if (failure.kind() != Kind.SILENT || host.equals(LOOPBACK) || !packaged()) {
        throw failure;
      }
      return openOwn(LOOPBACK);
    }
  }

  /** A server is never stopped, or changed, for another one. */
  private ServerConnection openOwn(String host) throws ServerException {
    ServerConnection connection = open(host, layout.port());
    boolean own = false;
    try {
      long pid = connection.info().number("process_id");
      own = processes.all().contains(pid);
      if (!own) {
        throw new ServerException(
            Kind.ERROR,
            "another server, process "
                + pid
                + ", listens at "
                + host
                + ":"
                + layout.port()
                + ", and not that of "
                + layout.directory()
                + ": stop it, or set redis.port");
      }
      return connection;
    } finally {
      if (!own) {
        connection.close();
      }
    }
  }

  private boolean packaged() {
    return layout.unit().isPresent();
  }

  /** Connects to a server of the cluster. */
  ServerConnection open(String host, int port) throws ServerException {
    return ServerConnection.open(address(host, port), settings.connectTimeout());
  }

  Address address(String host, int port) {
    return new Address(
        host, port, settings.adminUser(), access.password(), new Tls(settings, conf()).sockets());
  }

  /** What the running server says of itself; empty while it does not answer. */
  Optional<ServerInfo> ask() {
    try {
      return answer();
    } catch (ServerException notNow) {
      return Optional.empty();
    }
  }

  /** What the running server says of itself; empty while it loads its data. */
  Optional<ServerInfo> answer() throws ServerException {
    try (ServerConnection connection = open()) {
      return Optional.of(connection.info()).filter(info -> !info.isLoading());
    }
  }

  /** Where {@link StopRecord} is kept. */
  Path stopRecord() {
    String node = context.cluster() + "-" + context.cloud().metadata().instanceId();
    return context
        .stateDirectory()
        .resolve("redis")
        .resolve(AWKWARD.matcher(node).replaceAll("_") + ".stopped");
  }

  /** How the server ended, if it ended in order. */
  Optional<StopRecord> stopped() {
    Optional<Path> pidFile = conf().value("pidfile").map(layout.directory()::resolve);
    return isRunning() ? Optional.empty() : StopRecord.read(stopRecord(), pidFile);
  }

  /** Refuses what no role of ours may be laid over. */
  void requireUsable() {
    RedisConf conf = conf();
    if (conf.isYes("cluster-enabled")) {
      throw new RefusedException(
          layout.configFile()
              + " has cluster-enabled yes: a Redis Cluster decides by itself who is a primary, and"
              + " ec2cluster would work against it. Set cluster-enabled no and start the server anew,"
              + " or leave the node to the cluster; nothing overrides this");
    }
    if (conf.directives().stream().anyMatch(line -> line.name().equals("sentinel"))) {
      throw new RefusedException(
          layout.configFile()
              + " is the configuration of a Sentinel and not of a server that holds data: set"
              + " redis.config-file to that of the server; nothing overrides this");
    }
    conf.directives().forEach(this::requireOwnName);
    if (isRunning()) {
      requireNoOtherMaster();
    }
  }

  /** Before a role is claimed that could then not be taken: only the configuration can rename. */
  private void requireOwnName(RedisConf.Directive line) {
    if (!line.name().equals("rename-command") || line.arguments().isEmpty()) {
      return;
    }
    String command = Ascii.toUpperCase(line.arguments().get(0));
    boolean replaced = command.equals("SHUTDOWN") && (packaged() || !settings.stop().isEmpty());
    if (Access.COMMANDS.contains(command) && !replaced) {
      throw new EnvironmentException(
          line.file()
              + " renames or removes the command '"
              + command
              + "' (rename-command), without which ec2cluster cannot work with the server"
              + Access.RENAMED);
    }
  }

  private void requireNoOtherMaster() {
    try (ServerConnection connection = open()) {
      String mode = connection.info().get("redis_mode");
      if (!mode.equals("standalone") && !mode.isEmpty()) {
        throw new RefusedException(
            "the server of "
                + layout.directory()
                + " runs in mode '"
                + mode
                + "': expected standalone. Set cluster-enabled no and start it anew; nothing"
                + " overrides this");
      }
      List<String> watchers = connection.list("PUBSUB", "NUMSUB", "__sentinel__:hello");
      // Every Sentinel subscribes to it on each server that it monitors (Sentinel documentation).
      if (watchers.size() == 2 && !watchers.get(1).equals("0")) {
        throw new RefusedException(
            "the server of "
                + layout.directory()
                + " is monitored by "
                + watchers.get(1)
                + " Sentinel(s), which would promote replicas by themselves: run 'SENTINEL REMOVE"
                + " <name>' on each of them first; nothing overrides this");
      }
    } catch (ServerException notNow) {
      // Who does not answer is judged by whoever needs its answer.
      context.progress().progress(notNow.text());
    }
  }

  /** The members of the replica pool, this node too if it is one; one request. */
  List<Member> pool() {
    return context
        .names()
        .replica()
        .map(
            name ->
                context.cloud().zone().list(name).stream()
                    .filter(set -> set.name().equals(name))
                    .flatMap(set -> member(set).stream())
                    .toList())
        .orElse(List.of());
  }

  private Optional<Member> member(RecordSet set) {
    return set.weighted()
        .flatMap(
            weighted ->
                set.target()
                    .map(host -> new Member(weighted.setIdentifier(), host, layout.port())));
  }

  /** Makes the working directory and the log where a layout of our own has none yet. */
  void makePlaces() {
    if (!layout.isOwn()) {
      return;
    }
    if (!Files.isDirectory(layout.directory())) {
      files.createDirectory(layout.directory());
    }
    // The folder may not belong to the server's user, who is to append to the log.
    if (!Files.exists(layout.logFile())) {
      files.write(layout.logFile(), "");
    }
  }
}
