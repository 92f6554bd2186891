package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Hooks;
import io.ec2cluster.config.ScheduleForm;
import io.ec2cluster.config.Secret;
import io.ec2cluster.config.TemplateSyntax;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.redis.ServerConnection.Address;
import io.ec2cluster.role.HandoverOptions;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaseCheckOptions;
import io.ec2cluster.role.PoolCheckOptions;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.RejoinOptions;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.Query;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.CuttableLink;
import io.ec2cluster.testing.standin.Signals;
import io.ec2cluster.testing.standin.TestSecrets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Nodes of one cluster on loopback addresses, with real servers, over the local back end. Closing
 * it stops the servers and removes everything.
 */
final class RedisTestCluster implements AutoCloseable {
  static final String PASSWORD = "it's \"" + TestSecrets.MARK + "\"";

  /** The same as a configuration holds it. */
  static final String QUOTED = "\"it's \\\"" + TestSecrets.MARK + "\\\"\"";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path folder;
  private final int port;
  private final boolean linked;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, CuttableLink> links = new HashMap<>();

  /** One of its nodes. */
  record Node(String id, String address, Path data, RedisSettings settings) {
    Path conf() {
      return data.resolveSibling("data.conf");
    }

    /** What holds all of its files. */
    Path folder() {
      return data.resolveSibling("");
    }
  }

  RedisTestCluster() {
    this(false);
  }

  /**
   * A cluster whose nodes are reached at 127.0.0.N through links, and whose servers listen at
   * 127.0.1.N, where clients on the same node reach them whatever happens to the network.
   */
  static RedisTestCluster behindLinks() {
    return new RedisTestCluster(true);
  }

  private RedisTestCluster(boolean linked) {
    requireServer();
    this.linked = linked;
    this.folder = openFolder();
    this.port = LoopbackPorts.free();
    passwordFile("password", PASSWORD);
  }

  private static void requireServer() {
    if (Machine.current().find("redis-server").isEmpty()
        && Machine.current().find("valkey-server").isEmpty()) {
      throw new AssertionError(
          "redis-server was not found: install the redis-server package of the distribution");
    }
  }

  Path folder() {
    return folder;
  }

  int port() {
    return port;
  }

  /** A file that holds a password. */
  Path passwordFile(String name, String password) {
    try {
      Path file = folder.resolve(name);
      Files.writeString(file, password + "\n");
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** A node at 127.0.0.{@code number}. */
  Node node(int number) {
    return node(number, settings -> settings);
  }

  Node node(int number, UnaryOperator<RedisSettingsBuilder> change) {
    Path data = folder.resolve("node" + number).resolve("data");
    RedisSettingsBuilder settings =
        RedisSettings.builder()
            .dataDirectory(data)
            .port(port)
            .user(serverUser())
            .passwordFile(folder.resolve("password"))
            .startTimeout(Duration.ofSeconds(30))
            .syncTimeout(Duration.ofSeconds(30))
            .connectTimeout(Duration.ofSeconds(2))
            .settings(
                Map.of("repl-diskless-sync-delay", "0", "repl-timeout", "5", "maxmemory", "64mb"));
    if (linked) {
      settings.listenAddresses(List.of("127.0.1." + number));
    }
    Node node = new Node("i-" + number, "127.0.0." + number, data, change.apply(settings).build());
    nodes.add(node);
    if (linked) {
      links.put(node.id(), link(node));
    }
    return node;
  }

  private CuttableLink link(Node node) {
    try {
      return new CuttableLink(
          node.address(), port, new InetSocketAddress(serverAddress(node), port));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Where clients on its own node reach a server. */
  String serverAddress(Node node) {
    return linked ? node.address().replaceFirst("^127\\.0\\.0\\.", "127.0.1.") : node.address();
  }

  /** Nobody reaches a node any more, and what it sends to those who are connected is lost. */
  void cut(Node node) {
    Optional.ofNullable(links.get(node.id())).orElseThrow().cut();
  }

  void mend(Node node) {
    Optional.ofNullable(links.get(node.id())).orElseThrow().mend();
  }

  /** The same node with other settings. */
  Node again(Node node, UnaryOperator<RedisSettingsBuilder> change) {
    Node changed = node(Integer.parseInt(node.id().substring(2)), change);
    nodes.remove(changed);
    return changed;
  }

  /** As whom servers run here: not as root, unless that is what an ordinary user is called. */
  static String serverUser() {
    Machine machine = Machine.current();
    if (!machine.privileged() || hasOneUserOnly()) {
      return machine.user();
    }
    return machine.findUser("redis").isPresent() ? "redis" : "nobody";
  }

  /**
   * In a name space of users that an ordinary one has made (user_namespaces(7)): nobody else is
   * there.
   */
  private static boolean hasOneUserOnly() {
    try {
      return Files.readString(Path.of("/proc/self/uid_map")).strip().endsWith(" 1");
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** A directory that belongs to the servers' user. */
  Path ownedFolder(Path path) {
    Machine machine = Machine.current();
    new OwnedFiles(
            machine.privileged() ? machine.findUser(serverUser()) : Optional.empty(), new Random(1))
        .createDirectory(path);
    return path;
  }

  Report init(Node node) {
    return run(node, "init", InitOptions.defaults());
  }

  Report acceptEmpty(Node node) {
    return run(node, "init", new InitOptions(Optional.empty(), true));
  }

  Report promote(Node node) {
    return run(node, "promote", PromoteOptions.plain());
  }

  Report promoteByForce(Node node) {
    return run(
        node,
        "promote",
        new PromoteOptions(Optional.empty(), Optional.empty(), true, Optional.empty()));
  }

  Report poolCheck(Node node) {
    return run(node, "pool check", new PoolCheckOptions(false));
  }

  Report rejoin(Node node, boolean reclone) {
    return run(node, "rejoin", new RejoinOptions(reclone, false));
  }

  /** Hands over to a candidate that waits for it. */
  Report handover(Node from, Node to) {
    CompletableFuture<Report> waiting =
        CompletableFuture.supplyAsync(
            () -> run(to, "promote", PromoteOptions.awaiting(Duration.ofSeconds(40))));
    Report handed =
        run(
            from,
            "handover",
            new HandoverOptions(Optional.of(to.id()), Duration.ofSeconds(10), true));
    if (handed.outcome() == Outcome.DONE) {
      expect(waiting.join(), 0);
    }
    return handed;
  }

  /** Hands over to a candidate that does not come. */
  Report handoverToNobody(Node from, Node to) {
    return run(
        from, "handover", new HandoverOptions(Optional.of(to.id()), Duration.ofSeconds(2), true));
  }

  Report run(Node node, String operation, Record options) {
    return run(node, operation, options, false);
  }

  Report run(Node node, String operation, Record options, boolean dryRun) {
    try (Ec2Cluster facade = facade(node)) {
      return facade.run(RedisEngine.ID, operation, options, dryRun);
    }
  }

  /** What an init system is told that is about to start a node's server. */
  Query.Answer mayStart(Node node) {
    try (Ec2Cluster facade = facade(node)) {
      return facade.ask(RedisEngine.ID, "lease check", new LeaseCheckOptions(true));
    }
  }

  private Ec2Cluster facade(Node node) {
    return Ec2Cluster.builder()
        .catalog(EngineCatalog.of(new RedisEngine(Machine.current())))
        .settings(clusterSettings(node))
        .engineSettings(RedisEngine.ID, node.settings())
        .metadata(
            () ->
                InstanceMetadata.of(Map.of("instance-id", node.id(), "local-ipv4", node.address())))
        .program(List.of("ec2cluster"))
        .build();
  }

  /** Runs init on all of them at the same instant. */
  List<Report> initAtOnce(List<Node> all) {
    List<CompletableFuture<Report>> runs =
        all.stream().map(node -> CompletableFuture.supplyAsync(() -> init(node))).toList();
    return runs.stream().map(CompletableFuture::join).toList();
  }

  /** Asserts how an operation ended. */
  static Report expect(Report report, int exitCode) {
    assertThat(report.exitCode())
        .as(report.message() + " " + report.notes() + " " + report.steps())
        .isEqualTo(exitCode);
    return report;
  }

  /** A cluster with a primary and replicas. */
  void start(Node primary, Node... replicas) {
    expect(init(primary), 0);
    for (Node replica : replicas) {
      expect(init(replica), 0);
    }
  }

  ServerConnection open(Node node) {
    try {
      return ServerConnection.open(address(node), Duration.ofSeconds(2));
    } catch (ServerException failure) {
      throw new AssertionError(failure);
    }
  }

  Address address(Node node) {
    return new Address(
        serverAddress(node), port, "default", Optional.of(Secret.of(PASSWORD)), Optional.empty());
  }

  /** Asks a node's server. */
  String ask(Node node, String... words) {
    try (ServerConnection connection = open(node)) {
      return connection.ask(words);
    } catch (ServerException failure) {
      throw new AssertionError(String.join(" ", words), failure);
    }
  }

  String setting(Node node, String name) {
    try (ServerConnection connection = open(node)) {
      return connection.setting(name).orElse("none");
    } catch (ServerException failure) {
      throw new AssertionError(failure);
    }
  }

  ServerInfo info(Node node) {
    return ServerInfo.parse(ask(node, "INFO"));
  }

  /** Waits until an answer is as expected: a replica has what its primary has a little later. */
  void await(Node node, String expected, String... words) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String found = tryAsk(node, words);
    while (!found.equals(expected) && System.nanoTime() - end < 0) {
      pause();
      found = tryAsk(node, words);
    }
    assertThat(found).as(String.join(" ", words) + " on " + node.id()).isEqualTo(expected);
  }

  /** The error that a node's server answers with. */
  String refusal(Node node, String... words) {
    try (ServerConnection connection = open(node)) {
      return "no error but " + connection.ask(words);
    } catch (ServerException failure) {
      return failure.text();
    }
  }

  /** Waits until the last item of a list is as expected. */
  void awaitList(Node node, String expected, String... words) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> found = List.of();
    while (!found.contains(expected) && System.nanoTime() - end < 0) {
      pause();
      try (ServerConnection connection = open(node)) {
        found = connection.list(words);
      } catch (ServerException failure) {
        throw new AssertionError(failure);
      }
    }
    assertThat(found).contains(expected);
  }

  /** Kills whatever works in a directory. */
  void killAt(Path directory) {
    ProcessHandle.allProcesses()
        .filter(process -> worksIn(process, directory))
        .forEach(
            process -> {
              signal(process, "KILL");
              process.onExit().join();
            });
  }

  private static boolean worksIn(ProcessHandle process, Path directory) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd")).equals(directory);
    } catch (IOException endedOrHidden) {
      return false;
    }
  }

  /** The parts that work on a node's server, of which some files can be written. */
  Server server(Node node, Predicate<Path> writable) {
    Machine machine = Machine.current();
    FakeOperationContext context =
        FakeOperationContext.builder()
            .time(Time.system())
            .realCommands()
            .metadata(Map.of("instance-id", node.id(), "local-ipv4", node.address()))
            .stateDirectory(folder.resolve(node.id() + "-state"))
            .build();
    return new Server(
        context,
        node.settings(),
        machine,
        new LayoutFinder(node.settings(), machine).find(),
        writable);
  }

  private String tryAsk(Node node, String... words) {
    try (ServerConnection connection =
        ServerConnection.open(address(node), Duration.ofSeconds(2))) {
      return connection.ask(words);
    } catch (ServerException notNow) {
      return notNow.text();
    }
  }

  static void pause() {
    try {
      Time.system().sleep(Duration.ofMillis(20));
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** Writes by the primary, and reads at its replicas. */
  void assertReplicates(Node primary, Node... replicas) {
    String value = String.valueOf(System.nanoTime());
    ask(primary, "SET", "replicated", value);
    for (Node replica : replicas) {
      await(replica, value, "GET", "replicated");
    }
  }

  /** The process of a node's server. */
  ProcessHandle server(Node node) {
    return ProcessHandle.of(processes(node).all().get(0)).orElseThrow();
  }

  boolean isRunning(Node node) {
    return !processes(node).all().isEmpty();
  }

  void kill(Node node) {
    ProcessHandle server = server(node);
    signal(server, "KILL");
    server.onExit().join();
  }

  void stop(Node node) {
    ProcessHandle server = server(node);
    signal(server, "TERM");
    server.onExit().join();
  }

  void freeze(Node node) {
    signal(server(node), "STOP");
  }

  void thaw(Node node) {
    signal(server(node), "CONT");
  }

  private static ServerProcesses processes(Node node) {
    return new ServerProcesses(
        node.data(), node.settings().program().orElse(Path.of("redis-server")));
  }

  private static void signal(ProcessHandle process, String name) {
    try {
      Signals.send(name, process);
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  /** The zone file of the local back end. */
  String zone() {
    return OwnedFiles.read(folder.resolve("cloud/zone/example.com.zone"));
  }

  /** Where the primary's name points. */
  Optional<String> primaryAddress() {
    return zone()
        .lines()
        .filter(line -> line.startsWith("primary.maindb.example.com. ") && line.contains(" IN A "))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst();
  }

  @Override
  public void close() {
    links.values().forEach(RedisTestCluster::close);
    for (Node node : nodes) {
      for (long pid : processes(node).all()) {
        ProcessHandle.of(pid)
            .ifPresent(
                process -> {
                  signal(process, "KILL");
                  process.onExit().join();
                });
      }
    }
    OwnedFiles.deleteTree(folder);
  }

  private static void close(CuttableLink link) {
    try {
      link.close();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private ClusterSettings clusterSettings(Node node) {
    return new ClusterSettings(
        Optional.of("maindb"),
        Optional.of(RedisEngine.ID),
        ClusterSettings.CloudKind.LOCAL,
        Optional.of(folder.resolve("cloud")),
        Optional.of(folder.resolve(node.id() + "-state")),
        TemplateSyntax.MUSTACHE,
        Duration.ofSeconds(30),
        ClusterSettings.Aws.defaults(),
        ClusterSettings.Dns.of(
            "Z1", "primary.maindb.example.com", Optional.of("replica.maindb.example.com")),
        ClusterSettings.Coordination.defaults(),
        Hooks.none(),
        List.of(),
        ScheduleForm.AUTO,
        List.of(),
        List.of("ec2cluster"),
        ClusterSettings.RejoinPolicy.BY_HAND,
        ClusterSettings.Synchronous.off());
  }

  /** Servers of another user must be able to enter it, unlike JUnit's temporary directories. */
  private static Path openFolder() {
    try {
      Path folder = Files.createTempDirectory("ec2cluster-redis");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return folder.toRealPath();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
