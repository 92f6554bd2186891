package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.host.OwnedFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The unit, read by systemd itself, and what a service tells systemd. */
@Timeout(120)
class SystemdIT {
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final Path UNIT = Path.of("../docs/systemd/ec2cluster-etcd.service");
  private static final String NODE = "127.74.0.9";

  /** Says what it hears, a datagram a line. */
  private static final String RECEIVER =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      print('bound', flush=True)
      while True:
          text = s.recv(65536).decode().strip()
          if text != 'BARRIER=1':
              print(text.replace('\\n', ' '), flush=True)
      """;

  @Test
  void unitIsOneThatSystemdUnderstandsWhole(@TempDir Path directory)
      throws IOException, InterruptedException {
    assertThat(ANALYZE)
        .as("this test needs systemd-analyze: install it (Debian: apt-get install systemd)")
        .isExecutable();
    String unit = Files.readString(UNIT);
    assertThat(unit).contains("ExecStart=/usr/bin/ec2cluster etcd run\n");
    Path copy = directory.resolve("ec2cluster-etcd.service");
    // It is not installed here, and the program has to be there.
    Files.writeString(copy, unit.replace("/usr/bin/ec2cluster", "/bin/true"));

    Process process =
        new ProcessBuilder(ANALYZE.toString(), "verify", copy.toString())
            .redirectErrorStream(true)
            .start();
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(words).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  /** By its defaults a stop may take stop-timeout and etcd's own end. */
  @Test
  void systemdWaitsLongerThanAStopMayTake() throws IOException {
    Matcher seconds =
        Pattern.compile("(?m)^TimeoutStopSec=(\\d+)$").matcher(Files.readString(UNIT));

    assertThat(seconds.find()).isTrue();
    assertThat(Long.parseLong(seconds.group(1))).isGreaterThan(60 + 40);
  }

  @Test
  void systemdHearsOnceThatTheNodeVotesAndThatItEnds(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path socket = directory.resolve("notify");
    Process receiver =
        new ProcessBuilder("python3", "-c", RECEIVER, socket.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String local = "cloud: local\nlocal-dir: %s\ndns: {zone: example.org}";
    List<String> heard = new ArrayList<>();
    try (BufferedReader lines = receiver.inputReader(StandardCharsets.UTF_8);
        NodeStage stage =
            new NodeStage(
                directory,
                local.formatted(directory.resolve("cloud")),
                "size: 1",
                Map.of("NOTIFY_SOCKET", socket.toString()))) {
      assertThat(lines.readLine()).isEqualTo("bound");

      stage.run("i-1", NODE);
      readUntil("READY=1", lines, heard);
      stage.api(NODE).put("key", "value");
      assertThat(stage.terminate("i-1")).isEqualTo(143);
      readUntil("STOPPING=1", lines, heard);

      assertThat(heard.get(heard.size() - 1)).contains("EXTEND_TIMEOUT_USEC=100000000");
      // etcd speaks this protocol too, and would have said it while the cluster was founded.
      assertThat(heard.indexOf("READY=1"))
          .isGreaterThan(
              heard.indexOf("STATUS=the cluster is formed: restarting etcd for clients"));
      assertThat(heard.stream().filter("READY=1"::equals)).hasSize(1);
      assertThat(OwnedFiles.read(stage.log("i-1"))).doesNotContain("systemd is not told");
    } finally {
      receiver.destroyForcibly().waitFor();
    }
  }

  private static void readUntil(String word, BufferedReader lines, List<String> heard)
      throws IOException {
    String line;
    do {
      line = String.valueOf(lines.readLine());
      heard.add(line);
    } while (!line.contains(word) && !line.equals("null"));
  }
}
