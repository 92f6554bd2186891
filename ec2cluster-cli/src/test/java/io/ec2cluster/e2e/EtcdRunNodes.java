package io.ec2cluster.e2e;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdGateway;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.InstalledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Nodes on loopback addresses over the local back end, each the shipped {@code etcd run} with a
 * real etcd. Closing it ends them.
 */
final class EtcdRunNodes implements AutoCloseable {
  static final List<Node> ALL =
      List.of(
          new Node("i-1", "127.75.0.1"),
          new Node("i-2", "127.75.0.2"),
          new Node("i-3", "127.75.0.3"));
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Path folder;
  private final List<Node> nodes;
  private final Tool tool;
  private final Path binary = InstalledProgram.find("etcd", "etcd-server");
  private final int client = LoopbackPorts.free();
  private final int peer = LoopbackPorts.free();
  private final int metrics = LoopbackPorts.free();
  private final EtcdApi.Access access = EtcdGateway.access(Time.system());
  private final Map<Node, ToolRun> supervisors = new LinkedHashMap<>();

  /** A node. */
  record Node(String id, String address) {}

  /** Starts all three. */
  EtcdRunNodes(Path folder) throws IOException {
    this(folder, ALL);
    ALL.forEach(this::run);
  }

  /** Starts none. */
  EtcdRunNodes(Path folder, List<Node> nodes) throws IOException {
    this.folder = folder;
    this.nodes = List.copyOf(nodes);
    this.tool =
        new Tool(Files.createDirectory(folder.resolve("outputs")), ProcessVitals.ENVIRONMENT);
    for (Node node : nodes) {
      describe(node);
    }
  }

  private void describe(Node node) throws IOException {
    Path home = Files.createDirectory(home(node));
    Files.writeString(
        home.resolve("config.yaml"),
        """
        cluster: maindb
        cloud: local
        local-dir: %1$s/cloud
        state-dir: %2$s/state
        dns: {zone: example.org}
        etcd:
          binary: %3$s
          data-directory: %2$s/data
          ports: {client: %4$d, peer: %5$d, metrics: %6$d}
          size: %7$d
          extra-args: [--unsafe-no-fsync]
        """
            .formatted(folder, home, binary, client, peer, metrics, nodes.size()));
    Files.writeString(
        home.resolve("metadata.json"),
        "{\"instance-id\": \"%s\", \"local-ipv4\": \"%s\"}".formatted(node.id(), node.address()));
  }

  /** Starts the service of a node, where an etcd may run already. */
  void run(Node node) {
    supervisors.put(node, start(node, "run"));
  }

  private ToolRun start(Node node, String operation) {
    return tool.start(Tool.arguments(home(node), "etcd", operation));
  }

  /** Where a node's files are. */
  Path home(Node node) {
    return folder.resolve(node.id());
  }

  /** The service of a node. */
  Process supervisor(Node node) {
    return Optional.ofNullable(supervisors.get(node)).orElseThrow().process();
  }

  /** The etcd of a node, while it runs: as {@code etcd run} has noted it. */
  Optional<ProcessHandle> etcd(Node node) throws IOException {
    Path note = home(node).resolve("state/etcd-maindb-" + node.id() + ".process");
    if (Files.notExists(note)) {
      return Optional.empty();
    }
    String pid = Files.readString(note).split(" ", -1)[0];
    return ProcessHandle.of(Long.parseLong(pid))
        // A number may have been given to another process since.
        .filter(process -> process.info().command().orElse("").endsWith("/etcd"));
  }

  /** The API of a node's etcd. */
  EtcdApi api(Node node) {
    return access.at("http://" + node.address() + ":" + client);
  }

  /** Waits until every member answers, and {@code etcd status} calls the cluster healthy. */
  void awaitHealthy() throws InterruptedException {
    Time time = Time.system();
    long end = time.nanos() + PATIENCE.toNanos();
    ToolResult status = start(ALL.get(0), "status").await();
    while (status.exitCode() != 0 || !allVote()) {
      if (time.nanos() - end >= 0) {
        throw new AssertionError("not healthy within " + PATIENCE + ": " + status);
      }
      time.sleep(PAUSE);
      status = start(ALL.get(0), "status").await();
    }
  }

  private boolean allVote() throws InterruptedException {
    try {
      for (Node node : ALL) {
        api(node).confirm();
        long voters =
            api(node).members().members().stream().filter(member -> !member.learner()).count();
        if (voters != ALL.size()) {
          return false;
        }
      }
      return true;
    } catch (Ec2ClusterException notYet) {
      return false;
    }
  }

  /** What the service of a node said since it was started. */
  String said(Node node) throws IOException {
    return Files.readString(Optional.ofNullable(supervisors.get(node)).orElseThrow().errors());
  }

  @Override
  public void close() throws IOException {
    tool.close();
    for (Node node : nodes) {
      Optional<ProcessHandle> etcd = etcd(node);
      etcd.ifPresent(ProcessHandle::destroyForcibly);
      etcd.ifPresent(process -> process.onExit().join());
    }
  }
}
