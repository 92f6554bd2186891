package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent's unit, read by systemd itself. */
@Timeout(60)
class AgentUnitIT {
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final String NAME = "ec2cluster-agent.service";

  @Test
  void systemdUnderstandsItWholeAndFindsItHardened(@TempDir Path directory)
      throws IOException, InterruptedException {
    assertThat(ANALYZE)
        .as("this test needs systemd-analyze: install it (Debian: apt-get install systemd)")
        .isExecutable();
    String unit = Files.readString(Path.of("..", "docs", "systemd", NAME));
    assertThat(unit).contains("ExecStart=/usr/bin/ec2cluster agent\n");
    Path copy = directory.resolve(NAME);
    // It is not installed here, and the program has to be there.
    Files.writeString(copy, unit.replace("/usr/bin/ec2cluster", "/bin/true"));

    assertThat(analyzed(0, "verify", copy.toString())).isEmpty();
    assertThat(analyzed(0, "security", "--offline=true", "--threshold=40", copy.toString()))
        .contains("Overall exposure level");
  }

  private static String analyzed(int exitCode, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ANALYZE.toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
    return said;
  }
}
