package io.ec2cluster.elb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit that repairs at boot, read by systemd itself. */
class RepairUnitIT {
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final String NAME = "ec2cluster-elb-repair.service";

  @Test
  void systemdUnderstandsItWhole(@TempDir Path directory) throws IOException, InterruptedException {
    assertThat(ANALYZE)
        .as("this test needs systemd-analyze: install it (Debian: apt-get install systemd)")
        .isExecutable();
    String unit = Files.readString(Path.of("..", "docs", "systemd", NAME));
    assertThat(unit).contains("ExecStart=/usr/bin/ec2cluster elb repair\n");
    Path copy = directory.resolve(NAME);
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
}
