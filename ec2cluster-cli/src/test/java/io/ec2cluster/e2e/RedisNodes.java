package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.cli.DyingProgram.Signal;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.TestSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Nodes with real Redis servers on loopback addresses, run by the shipped command. Closing it stops
 * the servers and removes everything.
 */
final class RedisNodes implements LifeNodes<RedisNodes.Node> {
  private static final String PASSWORD = TestSecrets.MARK;
  private static final Pattern REPLICAS = Pattern.compile("connected_slaves:(\\d+)");
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final Path folder;
  private final int port;
  private final String user;
  private final String backEnd;
  private final String zone;
  private final Tool tool;
  private final List<Node> nodes = new ArrayList<>();

  /** One node. */
  record Node(String id, String address, Path folder) implements LifeNodes.Member {
    Path data() {
      return folder.resolve("data");
    }
  }

  /** Over the local back end. */
  RedisNodes() throws IOException {
    this("cloud: local", "zone: example.com", Map.of());
  }

  /**
   * Over Route 53, as the zone Z1.
   *
   * @param environment of the commands: where AWS is
   */
  RedisNodes(Map<String, String> environment) throws IOException {
    this("cloud: aws\naws: {retry-deadline: 5s}", "zone-id: Z1", environment);
  }

  private RedisNodes(String backEnd, String zone, Map<String, String> environment)
      throws IOException {
    this.backEnd = backEnd;
    this.zone = zone;
    // Servers of another user must be able to enter it, unlike JUnit's temporary directories.
    this.folder = Files.createTempDirectory("ec2cluster-e2e").toRealPath();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    this.port = LoopbackPorts.free();
    this.user = serverUser();
    this.tool = new Tool(Files.createDirectory(folder.resolve("outputs")), environment);
    RemoteShell.write(folder);
  }

  /** Makes a node at 127.0.0.{@code number}. */
  Node node(int number) throws IOException {
    Path home = Files.createDirectory(folder.resolve("node" + number));
    Node node = new Node("i-" + number, "127.0.0." + number, home);
    nodes.add(node);
    Files.writeString(
        home.resolve("metadata.json"),
        """
        {"instance-id": "%s", "local-ipv4": "%s", "account-id": "123456789012", "placement/region": "eu-west-1", "user-data": {"cluster": "maindb"}}
        """
            .formatted(node.id(), node.address()));
    Files.writeString(
        home.resolve("config.yaml"),
        """
        engine: redis
        %5$s
        %6$s
        local-dir: %1$s/cloud
        state-dir: %2$s/state
        role-deadline: 1m
        dns:
          %7$s
          primary-name: "primary.{{cluster}}.example.com"
          replica-name: "replica.{{cluster}}.example.com"
        redis:
          data-directory: %2$s/data
          port: %3$d
          user: %4$s
          password-file: %1$s/password
          start-timeout: 1m
          settings: {repl-diskless-sync-delay: "0"}
        """
            .formatted(
                folder,
                home,
                port,
                user,
                RemoteShell.SETTING.replace("FOLDER", folder.toString()),
                backEnd,
                zone));
    return node;
  }

  @Override
  public ToolRun start(Node node, String... command) {
    return tool.start(arguments(node, command));
  }

  /** Runs a command in a process that is killed at a step. */
  @Override
  public ToolResult killed(Node node, Moment moment, int step, String... command) {
    return tool.startDying(Signal.KILL, moment, step, arguments(node, command)).await();
  }

  private static List<String> arguments(Node node, String... command) {
    return Tool.arguments(node.folder(), command);
  }

  /** Asks a node's server. */
  String ask(Node node, String... words) {
    try {
      return RedisTalk.ask(node.address(), port, PASSWORD, words);
    } catch (IOException silent) {
      return "-" + silent;
    }
  }

  /** Waits until a server has an answer. */
  void await(Node node, String expected, String... words) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    String found = ask(node, words);
    while (!found.equals(expected) && System.nanoTime() - end < 0) {
      found = ask(node, words);
    }
    assertThat(found).as(String.join(" ", words) + " on " + node.id()).isEqualTo(expected);
  }

  /** Asserts that what is written on the primary is read on its replicas. */
  @Override
  public void assertReplicates(Node primary, List<Node> replicas) {
    String value = Long.toString(System.nanoTime());
    assertThat(ask(primary, "SET", "replicated", value)).isEqualTo("OK");
    replicas.forEach(replica -> await(replica, value, "GET", "replicated"));
  }

  /** The process of a node's server, while it runs. */
  Optional<ProcessHandle> server(Node node) {
    return ProcessHandle.allProcesses()
        .filter(process -> worksIn(process, node.data()))
        .findFirst();
  }

  private static boolean worksIn(ProcessHandle process, Path directory) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd")).equals(directory);
    } catch (IOException endedOrHidden) {
      return false;
    }
  }

  @Override
  public void kill(Node node) {
    server(node)
        .ifPresent(
            server -> {
              server.destroyForcibly();
              server.onExit().join();
            });
  }

  /** Ends a server in order, as an init system would. */
  @Override
  public void stop(Node node) {
    ProcessHandle server = server(node).orElseThrow();
    assertThat(server.destroy()).isTrue();
    server.onExit().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public boolean isRunning(Node node) {
    return server(node).isPresent();
  }

  @Override
  public boolean isPrimary(Node node) {
    return ask(node, "INFO", "replication").contains("role:master");
  }

  @Override
  public int replicasKnownBy(Node primary) {
    Matcher replicas = REPLICAS.matcher(ask(primary, "INFO", "replication"));
    assertThat(replicas.find()).isTrue();
    return Integer.parseInt(replicas.group(1));
  }

  /** The zone file of the local back end. */
  @Override
  public String zone() throws IOException {
    return Files.readString(folder.resolve("cloud/zone/example.com.zone"));
  }

  @Override
  public void close() throws IOException {
    tool.close();
    nodes.forEach(this::kill);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** As whom servers run here: not as root. */
  private static String serverUser() throws IOException {
    String self = System.getProperty("user.name");
    if (!self.equals("root")) {
      return self;
    }
    return Files.readAllLines(Path.of("/etc/passwd")).stream()
            .anyMatch(line -> line.startsWith("redis:"))
        ? "redis"
        : "nobody";
  }
}
