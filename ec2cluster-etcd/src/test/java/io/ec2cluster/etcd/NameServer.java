package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** NSD, which serves a zone file on port 53 of a loopback address. */
final class NameServer implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/sbin/nsd");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PORT = 53;

  private final Process process;
  private final Path log;

  private NameServer(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static void requireBinary() {
    if (!Files.isExecutable(BINARY)) {
      throw new AssertionError("no " + BINARY + ": apt-get install nsd");
    }
  }

  static NameServer start(Path directory, String address, String zone, Path file)
      throws IOException, InterruptedException {
    requireBinary();
    Path home = Files.createDirectories(directory.resolve("nsd"));
    Path configuration = home.resolve("nsd.conf");
    Files.writeString(
        configuration,
        """
        server:
          ip-address: %1$s@%2$d
          server-count: 1
          username: ""
          chroot: ""
          zonesdir: "%3$s"
          database: ""
          pidfile: "%3$s/nsd.pid"
          xfrdfile: "%3$s/xfrd.state"
          xfrdir: "%3$s"
          zonelistfile: "%3$s/zone.list"
        remote-control:
          control-enable: no
        zone:
          name: %4$s
          zonefile: "%5$s"
        """
            .formatted(address, PORT, home, zone, file));
    Path log = home.resolve("log");
    Process process =
        new ProcessBuilder(BINARY.toString(), "-d", "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    NameServer server = new NameServer(process, log);
    Eventually.holds("the name server listens", PATIENCE, () -> server.listensAt(address));
    return server;
  }

  private boolean listensAt(String address) {
    if (!process.isAlive()) {
      throw new AssertionError("the name server has ended: " + log());
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, PORT), 1000);
      return true;
    } catch (IOException notYet) {
      throw new EnvironmentException("not yet", notYet);
    }
  }

  String log() {
    return OwnedFiles.read(log);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
