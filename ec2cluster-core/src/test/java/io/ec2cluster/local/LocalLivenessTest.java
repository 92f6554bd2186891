package io.ec2cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.role.Owner;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.spi.InstanceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every line of the table of {@link LocalLiveness}, over a process file system of our own. */
class LocalLivenessTest {
  private static final long TOOL = ProcessHandle.current().pid();
  private static final long ENGINE = 4_100_000;
  private static final long OTHER = 4_100_001;

  private final Path directory;
  private final Path proc;
  private final Machine machine;

  LocalLivenessTest(@TempDir Path directory) {
    this.directory = directory;
    this.proc = directory.resolve("proc");
    this.machine = new Machine(proc, directory.resolve("boot_id"), directory.resolve("machine-id"));
  }

  @BeforeEach
  void boot() throws IOException {
    boot("boot-1");
    Files.writeString(directory.resolve("machine-id"), "machine-1\n");
    inNamespace("pid:[1]");
    run(1, 1);
    run(TOOL, 100);
    run(ENGINE, 200);
  }

  @Test
  void theStateIsTheLastWordOfTheNodeOrWhatBecameOfIt() throws IOException {
    assertThat(state()).isEmpty();

    presence().working();
    assertThat(state()).hasValue(new InstanceState("working", OwnerLife.NOT_PROVEN, false));
    presence().startingEngine();
    assertThat(state()).hasValue(new InstanceState("starting", OwnerLife.NOT_PROVEN, false));
    presence().engineRuns(OptionalLong.of(ENGINE));
    assertThat(state()).hasValue(new InstanceState("running", OwnerLife.NOT_PROVEN, false));
    end(ENGINE);
    assertThat(state()).hasValue(new InstanceState("gone", OwnerLife.DEAD, false));
    presence().engineStopped();
    assertThat(state()).hasValue(new InstanceState("stopped", OwnerLife.STOPPED, false));
  }

  @Test
  void whoNeverToldAnythingIsNotProvenDead() {
    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"boot-id\": \"boot-0\"}",
        "{\"boot-id\": {}, \"phase\": \"working\"}",
        "{\"boot-id\":\"boot-0\",\"machine-id\":\"\",\"pid-namespace\":\"\",\"phase\":\"no\"}"
      })
  void whatCannotBeReadIsAnErrorAndNoDeath(String text) throws IOException {
    presence().working();
    Files.writeString(file(), text);

    assertThatThrownBy(this::life)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(file() + " is damaged");
  }

  @Test
  void aWorkingToolLivesUntilItsProcessIsGone() throws IOException {
    presence().working();

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
    end(TOOL);
    assertThat(life()).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void anEngineThatWasBeingStartedMayRunWhateverBecameOfTheTool() throws IOException {
    presence().startingEngine();

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
    end(TOOL);
    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void anEngineLivesUntilItsProcessIsGoneWhateverBecameOfTheTool() throws IOException {
    presence().engineRuns(OptionalLong.of(ENGINE));

    end(TOOL);
    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
    end(ENGINE);
    assertThat(life()).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void aDeadEngineWhoseToolEndedItsWorkIsDeadEvenIfThatProcessRunsOn() throws IOException {
    presence().engineRuns(OptionalLong.of(ENGINE));

    end(ENGINE);

    assertThat(life()).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void anEngineWhoseProcessIsNotKnownMayRunUntilTheNextBoot() throws IOException {
    presence().engineRuns(OptionalLong.empty());

    end(TOOL);
    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
    boot("boot-2");
    assertThat(life()).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void anEngineThatIsGoneBeforeItIsToldCountsAsNotKnown() throws IOException {
    end(ENGINE);

    presence().engineRuns(OptionalLong.of(ENGINE));

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void aStoppedEngineMayComeBackAsLongAsTheToolRuns() throws IOException {
    presence().engineRuns(OptionalLong.of(ENGINE));
    presence().engineStopped();

    assertThat(life()).isEqualTo(OwnerLife.STOPPED);
    end(TOOL);
    assertThat(life()).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void anotherToolDoesNotForgetTheEngineThatRuns() throws IOException {
    presence().engineRuns(OptionalLong.of(ENGINE));

    presence().working();
    end(TOOL);

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
    end(ENGINE);
    assertThat(life()).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void anotherToolDoesNotForgetThatAnEngineWasBeingStarted() throws IOException {
    presence().startingEngine();

    presence().working();
    end(TOOL);

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void aToolThatBeganToWorkAfterTheEngineEndedMayStartItAgain() throws IOException {
    presence().engineRuns(OptionalLong.of(ENGINE));
    end(ENGINE);
    assertThat(life()).isEqualTo(OwnerLife.DEAD);

    presence().working();

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void aToolThatWorksAfterAStopIsAtWorkAgain() {
    presence().engineStopped();

    presence().working();

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void nothingOutlivesABoot() throws IOException {
    presence().working();
    boot("boot-2");
    assertThat(life()).isEqualTo(OwnerLife.DEAD);

    presence().startingEngine();
    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
    boot("boot-3");
    assertThat(life()).isEqualTo(OwnerLife.DEAD);

    presence().engineRuns(OptionalLong.of(ENGINE));
    boot("boot-4");
    assertThat(life()).isEqualTo(OwnerLife.DEAD);

    presence().engineStopped();
    boot("boot-5");
    assertThat(life()).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void aToolThatWorksAfterABootForgetsTheEngineOfTheBootBefore() throws IOException {
    presence().startingEngine();
    boot("boot-2");

    presence().working();

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
    end(TOOL);
    assertThat(life()).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void anotherProcessOfTheSameIdProvesNoLife() throws IOException {
    presence().engineRuns(OptionalLong.of(ENGINE));

    run(ENGINE, 201);

    assertThat(life()).isEqualTo(OwnerLife.DEAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Z", "X", "x"})
  void aProcessThatOnlyWaitsToBeBuriedIsGone(String state) throws IOException {
    presence().engineRuns(OptionalLong.of(ENGINE));

    run(ENGINE, 200, state, "engine");

    assertThat(life()).isEqualTo(OwnerLife.DEAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"S", "D", "T", "t", "I", "R"})
  void aProcessThatSleepsOrIsHeldLives(String state) throws IOException {
    presence().engineRuns(OptionalLong.of(ENGINE));

    run(ENGINE, 200, state, "engine");

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void aProcessMayHaveAnyName() throws IOException {
    run(ENGINE, 200, "S", "a) Z 1 (b");
    presence().engineRuns(OptionalLong.of(ENGINE));

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
    assertThat(machine.find(ENGINE)).contains(new Machine.ProcessIdentity(ENGINE, 200));
  }

  @Test
  void aProcessThatCannotBeSeenFromHereIsNotProvenDead() throws IOException {
    presence().engineRuns(OptionalLong.of(ENGINE));
    end(ENGINE);

    inNamespace("pid:[2]");
    assertThat(life()).as("another container").isEqualTo(OwnerLife.NOT_PROVEN);

    inNamespace("pid:[1]");
    end(1);
    assertThat(life()).as("hidepid").isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void anotherMachineOnTheSameDirectoryIsNotProvenDead() throws IOException {
    presence().working();

    boot("boot-2");
    Files.writeString(directory.resolve("machine-id"), "machine-2\n");

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void anEngineOfAnotherContainerIsNotKnownToAToolOfThisOne() throws IOException {
    presence().engineRuns(OptionalLong.of(ENGINE));
    end(ENGINE);

    inNamespace("pid:[2]");
    presence().working();
    end(TOOL);

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void theEndOfOneClustersEngineProvesNothingAboutAnotherCluster() throws IOException {
    run(OTHER, 300);
    presence().engineRuns(OptionalLong.of(ENGINE));
    presence("i-1", "cache").engineRuns(OptionalLong.of(OTHER));

    end(OTHER);

    assertThat(life()).isEqualTo(OwnerLife.NOT_PROVEN);
    assertThat(life("i-1", "cache")).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void anInstanceIdCannotLeadOutOfTheDirectory() throws IOException {
    presence("../../x", "maindb").working();

    assertThat(instances().resolve("%2E%2E%2F%2E%2E%2Fx.maindb.json")).exists();
    end(TOOL);
    assertThat(life("../../x", "maindb")).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void idsWithDotsAreNotMistakenForAnotherInstanceAndCluster() throws IOException {
    presence("i", "a.b").working();
    end(TOOL);

    assertThat(life("i.a", "b")).isEqualTo(OwnerLife.NOT_PROVEN);
    assertThat(life("i", "a.b")).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void withoutABootIdNothingIsToldOrProven() throws IOException {
    presence().working();
    Files.delete(directory.resolve("boot_id"));

    assertThatThrownBy(this::life)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("holds no boot id");
    assertThatThrownBy(() -> presence().working()).isInstanceOf(EnvironmentException.class);
  }

  private LocalPresence presence() {
    return presence("i-1", "maindb");
  }

  private LocalPresence presence(String instanceId, String cluster) {
    return new LocalPresence(
        new LocalDirectory(instances()), instanceId, cluster, machine, Time.system());
  }

  private Optional<InstanceState> state() {
    return new LocalLiveness(new LocalDirectory(instances()), machine).stateOf("i-1", "maindb");
  }

  private OwnerLife life() {
    return life("i-1", "maindb");
  }

  private OwnerLife life(String instanceId, String cluster) {
    return new LocalLiveness(new LocalDirectory(instances()), machine)
        .lifeOf(recordOf(instanceId, cluster));
  }

  static RoleRecord recordOf(String instanceId, String cluster) {
    return new RoleRecord(
        cluster,
        Optional.empty(),
        Optional.empty(),
        new Owner(instanceId, "127.0.0.11", 5432),
        1,
        "n-1",
        RoleState.CLAIMED,
        false,
        Optional.empty(),
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private Path instances() {
    return directory.resolve("instances");
  }

  private Path file() {
    return instances().resolve("i-1.maindb.json");
  }

  private void boot(String id) throws IOException {
    Files.writeString(directory.resolve("boot_id"), id + "\n");
  }

  private void inNamespace(String namespace) throws IOException {
    Path link = proc.resolve("self/ns/pid");
    Files.createDirectories(proc.resolve("self/ns"));
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of(namespace));
  }

  private void run(long pid, long start) throws IOException {
    run(pid, start, "S", "engine");
  }

  private void run(long pid, long start, String state, String name) throws IOException {
    Files.createDirectories(proc.resolve(Long.toString(pid)));
    Files.writeString(
        proc.resolve(pid + "/stat"),
        pid + " (" + name + ") " + state + " 1".repeat(18) + " " + start + " 0 0\n");
  }

  private void end(long pid) throws IOException {
    Files.delete(proc.resolve(pid + "/stat"));
  }
}
