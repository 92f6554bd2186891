package io.ec2cluster.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.testing.standin.ImdsStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program {@code docs/systemd/ec2cluster-departure}, over a stand-in of the metadata. */
@Timeout(60)
class DepartureIT {
  private static final Path PROGRAM = Path.of("..", "docs", "systemd", "ec2cluster-departure");
  private static final String STATE = "meta-data/autoscaling/target-lifecycle-state";

  private final ImdsStandIn imds = ImdsStandIn.start();
  private final Path directory;
  private final Path log;

  DepartureIT(@TempDir Path directory) {
    this.directory = directory;
    this.log = directory.resolve("log");
  }

  /** Programs that write down how they were called, and fail as long as a file says so. */
  @BeforeEach
  void prepare() throws IOException {
    Files.createFile(log);
    imds.put("meta-data/instance-id", "i-1").put("meta-data/placement/region", "eu-west-1");
    for (String name : List.of("ec2cluster", "aws", "systemctl")) {
      Path program =
          Files.writeString(
              directory.resolve(name),
              """
              #!/bin/sh
              echo "%1$s $*" >>'%2$s/log'
              [ ! -e '%2$s/%1$s-fails' ] || { rm '%2$s/%1$s-fails'; exit 3; }
              """
                  .formatted(name, directory));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @AfterEach
  void close() {
    imds.close();
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", PROGRAM.toString()).redirectErrorStream(true).inheritIO();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH", directory + ":" + System.getenv("PATH"),
                "METADATA", imds.endpoint().toString(),
                "PAUSE", "0",
                "GROUP", "maindb",
                "HOOK", "maindb-departure"));
    return builder.start();
  }

  @Test
  void nodeLeavesAndCompletesTheHookOnceTheGroupEndsTheInstance()
      throws IOException, InterruptedException {
    imds.put(STATE, "InService");
    Process running = start();
    assertThat(running.waitFor(1, TimeUnit.SECONDS)).isFalse();
    assertThat(log).isEmptyFile();

    imds.put(STATE, "Terminated");

    assertThat(running.waitFor()).isZero();
    assertThat(Files.readAllLines(log))
        .containsExactly(
            "systemctl stop ec2cluster-init.service ec2cluster-pool-check.timer ec2cluster-agent.service",
            "ec2cluster leave --allow-empty",
            "aws autoscaling complete-lifecycle-action --region eu-west-1"
                + " --auto-scaling-group-name maindb --lifecycle-hook-name maindb-departure"
                + " --instance-id i-1 --lifecycle-action-result CONTINUE");
  }

  @Test
  void primaryThatMayNotLeaveIsHeldAndBothAreTriedAgain() throws IOException, InterruptedException {
    imds.put(STATE, "Terminated");
    Files.createFile(directory.resolve("ec2cluster-fails"));
    Files.createFile(directory.resolve("aws-fails"));

    assertThat(start().waitFor()).isZero();

    assertThat(Files.readAllLines(log).stream().map(line -> line.replaceFirst(" .*", "")))
        .containsExactly("systemctl", "ec2cluster", "ec2cluster", "aws", "aws");
  }

  /** Outside of a group there is no such key: nothing is ever done. */
  @Test
  void instanceWithoutAGroupIsLeftAlone() throws IOException, InterruptedException {
    Process running = start();
    try {
      assertThat(running.waitFor(1, TimeUnit.SECONDS)).isFalse();
      assertThat(log).isEmptyFile();
    } finally {
      running.destroyForcibly().waitFor();
    }
  }
}
