package io.ec2cluster.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * memcached on each node of the script engine. It runs in the background and leaves its process id
 * in the node's folder. Closing it ends them.
 */
final class ListeningPrograms implements AutoCloseable {
  private static final List<Path> MEMCACHED =
      List.of(Path.of("/usr/bin/memcached"), Path.of("/usr/sbin/memcached"));

  private final ScriptNodes nodes;
  private final List<Integer> numbers;
  private final int port;

  ListeningPrograms(ScriptNodes nodes, List<Integer> numbers, int port) throws IOException {
    this.nodes = nodes;
    this.numbers = List.copyOf(numbers);
    this.port = port;
    for (int number : numbers) {
      nodes.replace(
          number,
          "start",
          // Its own session: it must outlive the command that starts it.
          """
          setsid %s >>program.log 2>&1 </dev/null &
          echo $! >pid.new && mv pid.new pid"""
              .formatted(command("127.0.0." + number)));
      nodes.replace(
          number,
          "stop",
          """
          pid=$(cat pid 2>/dev/null) || exit 0
          kill "$pid" 2>/dev/null
          while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
          rm -f pid""");
      nodes.replace(
          number,
          "check",
          """
          test -e pid || exit 3
          kill -0 "$(cat pid)" 2>/dev/null || exit 3
          exec bash -c 'exec 3<>/dev/tcp/%s/%d' 2>/dev/null"""
              .formatted("127.0.0." + number, port));
      nodes.configure(number, "script:\n", "script:\n  port: " + port + "\n");
    }
  }

  /** What a node's server answers; empty where nobody listens. */
  Optional<String> answer(int number) {
    return answerAt("127.0.0." + number);
  }

  /** What the server at an address answers; empty where nobody listens. */
  Optional<String> answerAt(String address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 1000);
      socket.setSoTimeout(5000);
      socket.getOutputStream().write("version\r\n".getBytes(StandardCharsets.US_ASCII));
      return Optional.ofNullable(
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine());
    } catch (IOException nobody) {
      return Optional.empty();
    }
  }

  /** Kills a node's server, which leaves its file behind. */
  void kill(int number) {
    process(number)
        .ifPresent(
            process -> {
              process.destroyForcibly();
              process.onExit().join();
            });
  }

  @Override
  public void close() {
    numbers.forEach(this::kill);
  }

  private Optional<ProcessHandle> process(int number) {
    try {
      String pid = Files.readString(nodes.node(number).resolve("pid")).strip();
      return ProcessHandle.of(Long.parseLong(pid));
    } catch (IOException notStarted) {
      return Optional.empty();
    }
  }

  private String command(String address) {
    Path memcached =
        MEMCACHED.stream()
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(
                () ->
                    new AssertionError(
                        "no memcached at any of "
                            + MEMCACHED
                            + ", which this test drives: install it (Debian: apt-get install"
                            + " memcached)"));
    return memcached + " -u nobody -l " + address + " -p " + port + " -U 0";
  }
}
