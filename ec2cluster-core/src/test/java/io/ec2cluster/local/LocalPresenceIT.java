package io.ec2cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Time;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.testing.standin.Signals;
import io.ec2cluster.testing.standin.TestJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deaths of real processes. */
class LocalPresenceIT {
  private final Path directory;
  private final List<Process> started = new ArrayList<>();

  LocalPresenceIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void endWhatWasStarted() throws InterruptedException {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.waitFor();
    }
  }

  @Test
  void anEngineIsDeadOnceItIsKilled() throws Exception {
    Process engine = start("sleep", "300");
    presence(Map.of()).engineRuns(OptionalLong.of(engine.pid()));
    assertThat(life(Map.of())).isEqualTo(OwnerLife.NOT_PROVEN);

    kill(engine);

    assertThat(life(Map.of())).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void aHeldEngineIsNotDead() throws Exception {
    Process engine = start("sleep", "300");
    presence(Map.of()).engineRuns(OptionalLong.of(engine.pid()));

    Signals.send("STOP", engine.toHandle());

    assertThat(life(Map.of())).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void aZombieIsDead() throws Exception {
    // The shell becomes a process that never asks for the end of the child it began with.
    Process parent = start("sh", "-c", "sleep 300 & echo $!; exec sleep 300");
    long child = Long.parseLong(parent.inputReader().readLine());
    presence(Map.of()).engineRuns(OptionalLong.of(child));
    assertThat(life(Map.of())).isEqualTo(OwnerLife.NOT_PROVEN);

    Signals.send("KILL", ProcessHandle.of(child).orElseThrow());

    awaitZombie(child);
    assertThat(life(Map.of())).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void aKilledToolThatStartedNoEngineIsDead() throws Exception {
    Process tool = startTool("working");

    assertThat(life(Map.of())).isEqualTo(OwnerLife.NOT_PROVEN);
    kill(tool);
    assertThat(life(Map.of())).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void aKilledToolThatWasStartingAnEngineIsNotProvenDead() throws Exception {
    Process tool = startTool("starting");

    kill(tool);

    assertThat(life(Map.of())).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void aKilledToolThatHadStoppedItsEngineIsDead() throws Exception {
    Process tool = startTool("stopped");

    assertThat(life(Map.of())).isEqualTo(OwnerLife.STOPPED);
    kill(tool);
    assertThat(life(Map.of())).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void theBootIdCanBeGivenByTheEnvironment() throws IOException {
    Map<String, String> environment =
        Map.of(
            "EC2CLUSTER_BOOT_ID_FILE",
            Files.writeString(directory.resolve("boot"), "boot-2").toString());
    presence(Map.of()).startingEngine();
    assertThat(life(Map.of())).isEqualTo(OwnerLife.NOT_PROVEN);

    assertThat(life(environment)).isEqualTo(OwnerLife.DEAD);
    presence(environment).startingEngine();
    assertThat(life(environment)).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  private Process startTool(String phase) throws IOException {
    Process tool = startJava(PresenceTool.class, instances().toString(), phase);
    assertThat(tool.inputReader().readLine()).isEqualTo("told");
    return tool;
  }

  private Process startJava(Class<?> main, String... arguments) throws IOException {
    Process process = TestJvm.start(main, arguments);
    started.add(process);
    return process;
  }

  private Process start(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    started.add(process);
    return process;
  }

  private static void kill(Process process) throws InterruptedException {
    // SIGKILL on every Unix (Process.destroyForcibly).
    assertThat(process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void awaitZombie(long pid) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!isZombie(pid)) {
      assertThat(System.nanoTime()).as("pid %d becomes a zombie", pid).isLessThan(end);
      Time.system().sleep(Duration.ofMillis(5));
    }
  }

  private static boolean isZombie(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException e) {
      throw new UncheckedIOException("the zombie was buried", e);
    }
  }

  private LocalPresence presence(Map<String, String> environment) {
    return new LocalPresence(instances(), "i-1", "maindb", environment, Time.system());
  }

  private OwnerLife life(Map<String, String> environment) {
    return new LocalLiveness(instances(), environment)
        .lifeOf(LocalLivenessTest.recordOf("i-1", "maindb"));
  }

  private Path instances() {
    return directory.resolve("instances");
  }
}
