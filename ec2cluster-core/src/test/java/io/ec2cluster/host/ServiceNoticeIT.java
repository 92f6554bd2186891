package io.ec2cluster.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.Commands;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over real datagram sockets, received by Python. */
@Timeout(60)
class ServiceNoticeIT {
  private static final String RECEIVER =
      """
      import socket, sys
      name = sys.argv[1]
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind('\\0' + name[1:] if name.startswith('@') else name)
      print('bound', flush=True)
      while True:
          for line in s.recv(65536).decode().split('\\n'):
              if line and line != 'BARRIER=1':
                  print(line, flush=True)
      """;

  private final List<String> problems = new ArrayList<>();

  @Test
  void systemdHearsItOverASocketWithAPath(@TempDir Path directory)
      throws IOException, InterruptedException {
    assertThat(heardAt(directory.resolve("notify").toString()))
        .containsExactly(
            "READY=1",
            "STATUS=joining cluster 17",
            "STATUS=etcd runs",
            "STOPPING=1",
            "EXTEND_TIMEOUT_USEC=90000000");
  }

  @Test
  void systemdHearsItOverAnAbstractSocket() throws IOException, InterruptedException {
    assertThat(heardAt("@ec2cluster-notice-" + ProcessHandle.current().pid())).hasSize(5);
  }

  private List<String> heardAt(String socket) throws IOException, InterruptedException {
    Process receiver = new ProcessBuilder("python3", "-c", RECEIVER, socket).start();
    try (BufferedReader heard = receiver.inputReader(StandardCharsets.UTF_8)) {
      assertThat(heard.readLine()).isEqualTo("bound");
      ServiceNotice notice = notice(withSocket(socket), socket);

      notice.ready();
      notice.status("joining\ncluster 17");
      notice.status("joining cluster 17");
      notice.status("etcd runs");
      notice.stopping(Duration.ofSeconds(90));

      List<String> lines = new ArrayList<>();
      while (lines.size() < 5) {
        lines.add(heard.readLine());
      }
      assertThat(problems).isEmpty();
      return lines;
    } finally {
      receiver.destroyForcibly().waitFor();
    }
  }

  /** This process has no such variable, and cannot get one. */
  private static Commands withSocket(String socket) {
    Commands real = new ProcessCommands(System.getenv());
    return command -> real.run(command.withEnvironment(Map.of(ServiceNotice.SOCKET, socket)));
  }

  private ServiceNotice notice(Commands commands, String socket) {
    return new ServiceNotice(Map.of(ServiceNotice.SOCKET, socket), commands, problems::add);
  }

  @Test
  void nothingIsSentWhereNobodyListens() {
    List<Command> commands = new ArrayList<>();
    Commands noting =
        command -> {
          commands.add(command);
          throw new EnvironmentException("not to be run");
        };

    new ServiceNotice(Map.of(), noting, problems::add).ready();
    notice(noting, " ").status("etcd runs");

    assertThat(commands).isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void programThatIsNotThereIsNamedOnce() {
    Commands none =
        command -> {
          throw new EnvironmentException("systemd-notify: not found");
        };
    ServiceNotice notice = notice(none, "/run/notify");

    notice.ready();
    notice.status("etcd runs");

    assertThat(problems)
        .singleElement()
        .asString()
        .contains("systemd-notify: not found", "Type=notify needs the program systemd-notify");
  }

  @Test
  void socketThatNobodyReadsIsNamed(@TempDir Path directory) {
    String socket = directory.resolve("nobody").toString();

    notice(withSocket(socket), socket).ready();

    assertThat(problems).singleElement().asString().contains("systemd-notify ended with 1");
  }
}
