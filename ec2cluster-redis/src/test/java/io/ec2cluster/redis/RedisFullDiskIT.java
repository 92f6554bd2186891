package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.testing.standin.InstalledProgram;
import io.ec2cluster.testing.standin.TestJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Full disks. A small one is mounted: the kernel lets anybody do so in name spaces of their own
 * (unshare(1)), where this user is called root.
 */
@Timeout(150)
class RedisFullDiskIT {
  private static final long PATIENCE_SECONDS = 120;

  private final Path output;

  RedisFullDiskIT(@TempDir Path directory) {
    this.output = directory.resolve("output");
  }

  @Test
  void copyThatDoesNotFitOnTheDiskIsToldAndFitsLater() throws Exception {
    assertDone(FullDiskScenario.COPY);
  }

  @Test
  void primaryThatCannotSaveItsDataGoesOn() throws Exception {
    assertDone(FullDiskScenario.SAVE);
  }

  private void assertDone(String scenario) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(scenario))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);

      String said =
          "%s%n(this user needs to be allowed 'unshare --user --map-root-user --mount')"
              .formatted(OwnedFiles.read(output));
      assertThat(ended).as(said).isTrue();
      assertThat(process.exitValue()).as(said).isZero();
      assertThat(said).contains(scenario + " is done");
    } finally {
      InstalledProgram.end(process);
    }
  }

  private static List<String> command(String scenario) {
    List<String> command = new ArrayList<>();
    command.add(InstalledProgram.find("unshare", "util-linux").toString());
    if (!Machine.current().privileged()) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.add("--mount");
    command.addAll(TestJvm.vector(FullDiskScenario.class, scenario));
    return command;
  }
}
