package io.ec2cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.testing.standin.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One zone, many processes. */
class LocalHostedZoneIT {
  private static final int CONTENDERS = 40;
  private static final int WRITERS = 3;
  private static final int KILLS = 12;

  private final Path directory;
  private final HostedZone zone;
  private final List<Process> started = new ArrayList<>();

  LocalHostedZoneIT(@TempDir Path directory) {
    this.directory = directory.resolve("zone");
    this.zone = ZoneTool.open(this.directory);
  }

  @AfterEach
  void endWhatWasStarted() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  @Test
  void oneOfFortyProcessesWinsACreateAndTheOthersSeeWhoDid() throws Exception {
    Path barrier = directory.resolveSibling("barrier");
    List<BufferedReader> contenders = new ArrayList<>();
    for (int i = 0; i < CONTENDERS; i++) {
      contenders.add(start("i-" + i, barrier.toString()));
    }
    for (BufferedReader contender : contenders) {
      assertThat(contender.readLine()).isEqualTo("ready");
    }

    Files.createFile(barrier);

    List<String> answers = new ArrayList<>();
    for (BufferedReader contender : contenders) {
      answers.add(contender.readLine());
    }
    assertThat(answers).containsOnlyOnce("won");
    String winner = "i-" + answers.indexOf("won");
    assertThat(zone.list(ZoneTool.ZONE)).containsExactly(ZoneTool.text(ZoneTool.FIRST, winner));
    answers.remove("won");
    assertThat(answers).containsOnly("lost to \"" + winner + "\"");
    for (Process process : started) {
      assertThat(process.waitFor()).isZero();
    }
  }

  @Test
  void processesKilledInTheMiddleOfChangesLeaveAWholeZone() throws Exception {
    zone.apply(
        ChangeBatch.commented("given")
            .create(ZoneTool.text(ZoneTool.FIRST, "0"))
            .create(ZoneTool.text(ZoneTool.SECOND, "0"))
            .build());
    List<BufferedReader> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(start("w" + i));
    }
    long serial = serial();

    for (int kill = 0; kill < KILLS; kill++) {
      // The writers do nothing but changes: whenever one is killed, it is in the middle of one.
      for (int line = 0; line <= kill % 8; line++) {
        assertThat(writers.get(0).readLine()).matches("(lost )?w\\d+-\\d+");
      }
      started.get(started.size() - WRITERS).destroyForcibly().waitFor();
      writers.remove(0);
      assertThat(half()).as("after kill %d", kill).isEmpty();
      long next = serial();
      assertThat(next).isGreaterThanOrEqualTo(serial);
      serial = next;
      writers.add(start("w" + (WRITERS + kill)));
    }
    endWhatWasStarted();

    assertThat(half()).isEmpty();
    assertThat(serial()).isGreaterThan(KILLS);
    zone.apply(ChangeBatch.commented("after").delete(zone.list(ZoneTool.FIRST).get(0)).build());
    assertThat(files())
        .containsExactlyInAnyOrder(".lock", "example.com.zone", "example.com.written");
  }

  /** What a reader sees of a batch that is applied by half: nothing, at any time. */
  private List<RecordSet> half() {
    for (int look = 0; look < 20; look++) {
      List<RecordSet> sets = zone.list(ZoneTool.ZONE);
      if (sets.size() != 2 || !sets.get(0).values().equals(sets.get(1).values())) {
        return sets;
      }
    }
    return List.of();
  }

  private long serial() throws IOException {
    Path file = directory.resolve("example.com.zone");
    return ZoneFileReader.read(ZoneTool.ZONE, file.toString(), Files.readString(file)).serial();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private BufferedReader start(String id, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(directory.toString(), id));
    arguments.addAll(List.of(more));
    Process process = TestJvm.start(ZoneTool.class, arguments.toArray(String[]::new));
    started.add(process);
    return process.inputReader();
  }
}
