package io.ec2cluster.e2e;

import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.InstalledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real HAProxy that sends writers to whichever node answers 200 to {@code /primary}, set up as
 * docs/agent.md says. Closing it ends it.
 */
final class AgentDoor implements AutoCloseable {
  private final Process process;
  private final HaproxySocket socket;
  private final int port;

  /**
   * Starts it.
   *
   * @param folder for its files
   * @param addresses of the nodes
   * @param serverPort where the engines listen
   * @param agentPort where the agents do
   */
  AgentDoor(Path folder, List<String> addresses, int serverPort, int agentPort) throws IOException {
    this.port = LoopbackPorts.free();
    StringBuilder text =
        new StringBuilder(
            """
            global
                stats socket %s/haproxy.sock mode 600 level admin
            defaults
                mode tcp
                timeout connect 5s
                timeout client 60s
                timeout server 60s
            listen writers
                bind 127.0.0.1:%d
                source 127.0.0.1
                option httpchk GET /primary
                http-check expect status 200
                default-server inter 300ms fall 2 rise 1 on-marked-down shutdown-sessions
            """
                .formatted(folder, port));
    for (String address : addresses) {
      text.append(
          "    server node%s %s:%d check port %d%n"
              .formatted(
                  address.substring(address.lastIndexOf('.') + 1), address, serverPort, agentPort));
    }
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), text);
    this.socket = new HaproxySocket(folder.resolve("haproxy.sock"));
    this.process =
        new ProcessBuilder(
                InstalledProgram.find("haproxy", "haproxy").toString(),
                "-db",
                "-f",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("haproxy.log").toFile())
            .start();
  }

  /** Where clients knock. */
  int port() {
    return port;
  }

  /** The nodes that writers are sent to now. */
  List<String> open() throws IOException {
    return socket.statuses("writers").entrySet().stream()
        .filter(server -> server.getKey().startsWith("node"))
        .filter(server -> server.getValue().startsWith("UP"))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void close() {
    InstalledProgram.end(process);
  }
}
