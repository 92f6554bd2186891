package io.ec2cluster.etcd;

import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdGateway;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Nodes on loopback addresses over the local back end, each a process that runs etcd. */
final class NodeStage implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path directory;
  private final String cloud;
  private String group;
  private final Map<String, String> environment;
  private Path binary;
  private final int client = LoopbackPorts.free();
  private final int peer = LoopbackPorts.free();
  private final int metrics = LoopbackPorts.free();
  private final String scheme;
  private final EtcdApi.Access access;
  private final Map<String, Process> supervisors = new LinkedHashMap<>();
  private Function<String, List<String>> before = node -> List.of();

  /**
   * A stage.
   *
   * @param group what the settings say of the group, such as {@code size: 3}
   */
  NodeStage(Path directory, String group) {
    this(directory, group, RealEtcd.packaged());
  }

  /**
   * A stage with an etcd of its own.
   *
   * @param binary which etcd
   */
  NodeStage(Path directory, String group, Path binary) {
    this(directory, group, binary, "http", EtcdGateway.access(Time.system()));
  }

  /**
   * A stage whose nodes are spoken to otherwise.
   *
   * @param group the same; {@code {node}} stands for the node
   */
  NodeStage(Path directory, String group, Path binary, String scheme, EtcdApi.Access access) {
    this(
        directory,
        "cloud: local\nlocal-dir: " + directory.resolve("cloud") + "\ndns: {zone: example.org}",
        group,
        Map.of(),
        binary,
        scheme,
        access);
  }

  /**
   * A stage over another back end.
   *
   * @param cloud what the settings say of it
   * @param environment variables of the services, and of what is asked on the nodes
   */
  NodeStage(Path directory, String cloud, String group, Map<String, String> environment) {
    this(
        directory,
        cloud,
        group,
        environment,
        RealEtcd.packaged(),
        "http",
        EtcdGateway.access(Time.system()));
  }

  private NodeStage(
      Path directory,
      String cloud,
      String group,
      Map<String, String> environment,
      Path binary,
      String scheme,
      EtcdApi.Access access) {
    this.directory = directory;
    this.cloud = cloud;
    this.group = group;
    this.environment = Map.copyOf(environment);
    this.binary = binary;
    this.scheme = scheme;
    this.access = access;
  }

  /** Other settings, for what is started from now on. */
  void change(Path newBinary, String newGroup) {
    binary = newBinary;
    group = newGroup;
  }

  /** What is put before the argument vector of what is started on a node. */
  void launchedBy(Function<String, List<String>> words) {
    before = words;
  }

  /** Starts the service of a node. */
  void run(String node, String address) throws IOException {
    supervisors.put(node, start("run", node, address, log(node)));
  }

  private Process start(String operation, String node, String address, Path output, String... words)
      throws IOException {
    Path home = Files.createDirectories(directory.resolve(node));
    Path configuration = home.resolve("config.yaml");
    Files.writeString(
        configuration,
        """
        cluster: maindb
        %s
        state-dir: %s
        etcd:
          binary: %s
          data-directory: %s
          ports: {client: %d, peer: %d, metrics: %d}
          grace: 2s
          %s
        """
            .formatted(
                cloud,
                home.resolve("state"),
                binary,
                data(node),
                client,
                peer,
                metrics,
                group.replace("{node}", node)));
    Path metadata = home.resolve("metadata.json");
    Files.writeString(
        metadata, "{\"instance-id\": \"%s\", \"local-ipv4\": \"%s\"}".formatted(node, address));
    List<String> vector = new ArrayList<>(before.apply(node));
    vector.addAll(
        TestJvm.vector(
            NodeProgram.class, operation, configuration.toString(), metadata.toString()));
    vector.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(vector);
    builder.environment().putAll(environment);
    return builder
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .redirectError(ProcessBuilder.Redirect.appendTo(log(node).toFile()))
        .start();
  }

  /** Asks on a node; the JSON behind the exit code. */
  Answer ask(String operation, String node, String address, String... words)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, operation, ".json");
    Process process = start(operation, node, address, output, words);
    if (!process.waitFor(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(operation + " does not end\n" + logText(node));
    }
    return new Answer(process.exitValue(), Files.readString(output));
  }

  /** What a query said. */
  record Answer(int exitCode, String json) {}

  Path data(String node) {
    return directory.resolve(node).resolve("data");
  }

  Path log(String node) {
    return directory.resolve(node + ".log");
  }

  String logText(String node) {
    return OwnedFiles.read(log(node));
  }

  EtcdApi api(String address) {
    return access.at(clientUrl(address));
  }

  String clientUrl(String address) {
    return scheme + "://" + address + ":" + client;
  }

  String peerUrl(String address) {
    return scheme + "://" + address + ":" + peer;
  }

  /** Waits until all of these vote in one cluster, and nobody else is in it. */
  EtcdId awaitMembers(Map<String, String> nodes) throws InterruptedException {
    Eventually.holds(
        "the members are " + nodes.keySet(),
        PATIENCE,
        () -> {
          for (String address : nodes.values()) {
            api(address).confirm();
            List<String> voters = new ArrayList<>();
            for (ClusterMember member : api(address).members().members()) {
              voters.add(member.learner() ? "learner " + member.name() : member.name());
            }
            if (voters.size() != nodes.size() || !voters.containsAll(nodes.keySet())) {
              return false;
            }
          }
          return true;
        });
    return api(nodes.values().iterator().next()).status().clusterId();
  }

  /** SIGTERM to the service, as an init system does it; returns its exit code. */
  int terminate(String node) throws InterruptedException {
    supervisor(node).destroy();
    return awaitEnd(node);
  }

  /** Waits for the end of the service; returns its exit code. */
  int awaitEnd(String node) throws InterruptedException {
    Process process = supervisor(node);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the service of " + node + " does not end\n" + logText(node));
    }
    return process.exitValue();
  }

  /** SIGKILL to the service alone: its etcd goes on. */
  void killService(String node) throws InterruptedException {
    supervisor(node).destroyForcibly().waitFor();
  }

  /** A signal to the service and its etcd. */
  void signal(String node, String signal) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    Process service = supervisor(node);
    command.add(Long.toString(service.pid()));
    service
        .descendants()
        .map(ProcessHandle::pid)
        .map(pid -> Long.toString(pid))
        .forEach(command::add);
    int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exitCode != 0) {
      throw new AssertionError(command + " ended with " + exitCode);
    }
  }

  /** SIGKILL to both: the machine is gone. */
  void kill(String node) throws InterruptedException {
    List<ProcessHandle> etcd = supervisor(node).descendants().toList();
    killService(node);
    etcd.forEach(ProcessHandle::destroyForcibly);
    etcd.forEach(process -> process.onExit().join());
  }

  /** Whether its service runs. */
  boolean serves(String node) {
    return supervisor(node).isAlive();
  }

  private Process supervisor(String node) {
    Process process = supervisors.get(node);
    if (process == null) {
      throw new IllegalArgumentException("no service of " + node);
    }
    return process;
  }

  /** Ends what was started, and what a killed service has left. */
  @Override
  public void close() {
    for (Map.Entry<String, Process> entry : supervisors.entrySet()) {
      List<ProcessHandle> etcd = entry.getValue().descendants().toList();
      entry.getValue().destroyForcibly().onExit().join();
      etcd.forEach(ProcessHandle::destroyForcibly);
      endNoted(entry.getKey());
    }
  }

  private void endNoted(String node) {
    Path note = directory.resolve(node + "/state/etcd-maindb-" + node + ".process");
    String pid = OwnedFiles.read(note).split(" ", -1)[0];
    if (!pid.isEmpty()) {
      ProcessHandle.of(Long.parseLong(pid))
          .filter(process -> process.info().command().orElse("").endsWith("etcd"))
          .ifPresent(
              process -> {
                process.destroyForcibly();
                process.onExit().join();
              });
    }
  }
}
