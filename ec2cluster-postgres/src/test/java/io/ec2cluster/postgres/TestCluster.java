package io.ec2cluster.postgres;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.Report;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.TemplateSyntax;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.internal.role.InitOptions;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.EngineCatalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Nodes of one cluster on loopback addresses, with real servers, over the local back end. Closing
 * it stops the servers and removes everything.
 */
final class TestCluster implements AutoCloseable {
  private static final String INIT = "init";

  private final Path folder;
  private final Commands processes = new ProcessCommands(System.getenv());
  private final List<Node> nodes = new ArrayList<>();
  private final int port;

  TestCluster() {
    this.folder = openFolder();
    this.port = freePort();
  }

  /** One of its nodes. */
  record Node(String id, String address, Path data, PostgresSettings settings) {}

  Path folder() {
    return folder;
  }

  int port() {
    return port;
  }

  /** As whom servers run here: root may not. */
  static String serverUser() {
    Machine machine = Machine.current();
    if (!machine.privileged()) {
      return machine.user();
    }
    return machine.findUser("postgres").isPresent() ? "postgres" : "nobody";
  }

  /** A node at 127.0.0.{@code number}. */
  Node node(int number) {
    return node(number, settings -> settings);
  }

  Node node(int number, UnaryOperator<PostgresSettingsBuilder> change) {
    Path data = folder.resolve("node" + number).resolve("data");
    PostgresSettingsBuilder settings =
        PostgresSettings.builder()
            .dataDirectory(data)
            .port(port)
            .user(serverUser())
            .startTimeout(Duration.ofSeconds(60))
            .settings(Map.of("fsync", "off", "shared_buffers", "16MB"));
    Node node = new Node("i-" + number, "127.0.0." + number, data, change.apply(settings).build());
    nodes.add(node);
    return node;
  }

  Report init(Node node) {
    return init(node, processes);
  }

  /** Runs init with other ways to run programs. */
  Report init(Node node, Commands commands) {
    return init(node, commands, Machine.current(), false);
  }

  Report init(Node node, Commands commands, Machine machine, boolean dryRun) {
    PostgresEngine engine = new PostgresEngine(machine);
    try (Ec2Cluster cluster =
        Ec2Cluster.builder()
            .catalog(EngineCatalog.of(engine))
            .settings(clusterSettings(node))
            .engineSettings(PostgresEngine.ID, node.settings())
            .metadata(
                () ->
                    InstanceMetadata.of(
                        Map.of("instance-id", node.id(), "local-ipv4", node.address())))
            .commands(commands)
            .program(List.of("ec2cluster"))
            .build()) {
      return cluster.run(PostgresEngine.ID, INIT, new InitOptions(Optional.empty()), dryRun);
    }
  }

  /** SQL on a node's server, its rows joined. */
  String sql(Node node, String sql) {
    try {
      Path socket = node.data().resolveSibling("data.socket");
      Command psql =
          Command.of(
                  List.of(
                      bin("psql").toString(),
                      "-X",
                      "-q",
                      "-A",
                      "-t",
                      "-v",
                      "ON_ERROR_STOP=1",
                      "-h",
                      socket.toString(),
                      "-p",
                      String.valueOf(port),
                      "-d",
                      "postgres"))
              .as(Optional.of(serverUser()))
              .withInput(sql);
      CommandResult result = processes.run(psql);
      if (!result.succeeded()) {
        throw new AssertionError(sql + ": " + result.errors());
      }
      return result.output().strip();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  void stop(Node node, String mode) {
    run(
        List.of(
            bin("pg_ctl").toString(), "stop", "-w", "-m", mode, "-D", node.data().toString()));
  }

  /** Runs a program as the server's user. */
  CommandResult run(List<String> vector) {
    try {
      return processes.run(
          Command.of(vector).as(Optional.of(serverUser())).in(Path.of("/")));
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** The newest server of the usual folders or the PATH; a machine without one fails the test. */
  static Path bin(String program) {
    for (int version = 18; version >= 11; version--) {
      Path candidate = Path.of("/usr/lib/postgresql/" + version + "/bin", program);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return Machine.current()
        .find(program)
        .orElseThrow(
            () ->
                new AssertionError(
                    program + " was not found: install the postgresql package of the distribution"));
  }

  @Override
  public void close() {
    for (Node node : nodes) {
      if (Files.exists(node.data().resolve("postmaster.pid"))) {
        stop(node, "immediate");
      }
    }
    OwnedFiles.deleteTree(folder);
  }

  private ClusterSettings clusterSettings(Node node) {
    return new ClusterSettings(
        Optional.of("maindb"),
        Optional.of(PostgresEngine.ID),
        ClusterSettings.CloudKind.LOCAL,
        Optional.of(folder.resolve("cloud")),
        Optional.of(folder.resolve(node.id() + "-state")),
        TemplateSyntax.MUSTACHE,
        Duration.ofSeconds(30),
        ClusterSettings.Aws.defaults(),
        ClusterSettings.Dns.of(
            "Z1", "primary.maindb.example.com", Optional.of("replica.maindb.example.com")),
        ClusterSettings.Hooks.none());
  }

  /** Servers of another user must be able to enter it, unlike JUnit's temporary directories. */
  private static Path openFolder() {
    try {
      Path folder = Files.createTempDirectory("ec2cluster-pg");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return folder.toRealPath();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.11"))) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
