package io.ec2cluster.etcd;

import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdGateway;
import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** etcd processes on loopback addresses, each on one of its own; ends them when it is closed. */
final class RealEtcd implements AutoCloseable {
  static final Path BINARY = Path.of("/usr/bin/etcd");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path directory;
  private final Path binary;
  private final Map<String, Process> processes = new TreeMap<>();
  private final int clientPort = LoopbackPorts.free();
  private final int peerPort = LoopbackPorts.free();
  private final EtcdApi.Access access = EtcdGateway.access(Time.system());

  /**
   * Members that are still to be started.
   *
   * @param binary which etcd
   */
  RealEtcd(Path directory, Path binary) {
    this.directory = directory;
    this.binary = binary;
  }

  /** The distribution's. */
  static Path packaged() {
    requireBinary();
    return BINARY;
  }

  /** A missing engine fails the test with what to install. */
  static void requireBinary() {
    if (!Files.isExecutable(BINARY)) {
      throw new AssertionError("no " + BINARY + ": apt-get install etcd-server");
    }
  }

  String peerUrl(String host) {
    return "http://" + host + ":" + peerPort;
  }

  String clientUrl(String host) {
    return "http://" + host + ":" + clientPort;
  }

  EtcdApi api(String host) {
    return access.at(clientUrl(host));
  }

  /** Starts a new cluster of members that are named after their addresses. */
  void found(String token, String... hosts) throws InterruptedException {
    for (String host : hosts) {
      start(host, List.of(hosts), token, "new");
    }
    for (String host : hosts) {
      awaitHealthy(host);
    }
  }

  /** Starts a member that was added. */
  void join(String host, List<String> members) {
    start(host, members, "joined", "existing");
  }

  private void start(String host, List<String> members, String token, String state) {
    Path log = directory.resolve(host + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                binary.toString(),
                "--name=" + host,
                "--data-dir=" + directory.resolve(host),
                "--listen-client-urls=" + clientUrl(host),
                "--advertise-client-urls=" + clientUrl(host),
                "--listen-peer-urls=" + peerUrl(host),
                "--initial-advertise-peer-urls=" + peerUrl(host),
                "--initial-cluster-token=" + token,
                "--initial-cluster-state=" + state,
                "--initial-cluster="
                    + members.stream()
                        .map(member -> member + "=" + peerUrl(member))
                        .collect(Collectors.joining(",")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      processes.put(host, builder.start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void awaitHealthy(String host) throws InterruptedException {
    Eventually.holds(
        host + " is healthy",
        PATIENCE,
        () -> {
          api(host).confirm();
          return true;
        });
  }

  void kill(String host) {
    List<Process> ended = new ArrayList<>();
    processes.computeIfPresent(
        host,
        (name, process) -> {
          ended.add(process.destroyForcibly());
          return process;
        });
    ended.forEach(RealEtcd::awaitEnd);
    processes.remove(host);
  }

  private static void awaitEnd(Process process) {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("etcd, process " + process.pid() + ", does not end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    processes.values().forEach(Process::destroyForcibly);
    processes.values().forEach(RealEtcd::awaitEnd);
  }

  /** As a package does it: the old program runs on until it ends. */
  static void install(Path etcd, Path program) throws IOException {
    Path copy = program.resolveSibling("program.new");
    Files.copy(etcd, copy, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(copy, program, StandardCopyOption.ATOMIC_MOVE);
  }
}
