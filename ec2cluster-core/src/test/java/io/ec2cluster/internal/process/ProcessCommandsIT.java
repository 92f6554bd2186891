package io.ec2cluster.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProcessCommandsIT {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", ProgramSearch.DEFAULT_PATH, "OUR_SECRET", "hunter2", "LANG", "C.UTF-8");

  private final Path folder;
  private final ProcessCommands commands =
      new ProcessCommands(Self.current(), ENVIRONMENT, Duration.ofMillis(300));

  ProcessCommandsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void outputErrorsAndExitCodeAreThoseOfTheProgram() throws InterruptedException {
    CommandResult result = commands.run(shell("echo out; echo err >&2; exit 3"));

    assertThat(result.output()).isEqualTo("out\n");
    assertThat(result.errors()).isEqualTo("err\n");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.timedOut()).isFalse();
    assertThat(result.succeeded()).isFalse();
  }

  @Test
  void argumentsReachTheProgramAsTheyAre() throws InterruptedException {
    String awkward = "a b\n$(touch x) 'q' \"d\" %s {{y}} ;";

    CommandResult result = commands.run(Command.of(List.of("printf", "%s", awkward)));

    assertThat(result.output()).isEqualTo(awkward);
  }

  @Test
  void environmentIsInheritedAndAddedTo() throws InterruptedException {
    CommandResult result =
        commands.run(
            shell("echo $OUR_SECRET $ADDED; pwd").withEnvironment(Map.of("ADDED", "x")).in(folder));

    assertThat(result.output()).isEqualTo("hunter2 x\n" + folder + "\n");
  }

  @Test
  void withheldVariablesAreNotInheritedButCanBeAdded() throws InterruptedException {
    CommandResult result =
        commands.run(
            shell("echo ${OUR_SECRET:-none} $OUR_OWN")
                .withEnvironment(Map.of("OUR_OWN", "x"))
                .withoutInherited("OUR_"));

    assertThat(result.output()).isEqualTo("none x\n");
  }

  @Test
  void inputIsReadAndItsAbsenceIsAnEnd() throws InterruptedException {
    assertThat(commands.run(Command.of(List.of("cat")).withInput("hällo")).output())
        .isEqualTo("hällo");
    assertThat(commands.run(Command.of(List.of("cat"))).output()).isEmpty();
  }

  @Test
  void inputThatNobodyReadsBlocksNothing() throws InterruptedException {
    CommandResult result = commands.run(shell("exit 0").withInput("x".repeat(1_000_000)));

    assertThat(result.succeeded()).isTrue();
  }

  @Test
  void serverThatIsLeftBehindWithOurStreamsDoesNotHoldUsAndLivesOn()
      throws InterruptedException, IOException {
    Path heard = folder.resolve("heard");
    CommandResult result =
        commands.run(
            shell(
                "(while [ ! -e '%s' ]; do sleep 0.05; done; echo late; echo alive > '%s') & echo $!"
                    .formatted(folder.resolve("go"), heard)));
    ProcessHandle server = handleOf(result.output());

    assertThat(result.succeeded()).isTrue();
    assertThat(result.elapsed()).isLessThan(Duration.ofSeconds(5));
    assertThat(server.isAlive()).isTrue();

    Files.createFile(folder.resolve("go"));
    server.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(heard).as("it survives its own writing to our stream").hasContent("alive");
  }

  @Test
  void hugeOutputKeepsItsEnd() throws InterruptedException {
    CommandResult result =
        commands.run(shell("head -c 60000000 /dev/zero | tr '\\0' x; echo the end"));

    assertThat(result.output()).endsWith("xthe end\n");
    assertThat(result.output().length()).isLessThanOrEqualTo(OutputFile.KEPT);
  }

  @Test
  void overdueProgramAndItsChildrenAreEnded() throws InterruptedException, IOException {
    CommandResult result =
        commands.run(
            shell("echo before; sleep 60 & echo $! > pid; wait")
                .in(folder)
                .within(Duration.ofMillis(300)));

    assertThat(result.timedOut()).isTrue();
    assertThat(result.succeeded()).isFalse();
    assertThat(result.output()).isEqualTo("before\n");
    assertThat(isAlive(Files.readString(folder.resolve("pid")))).isFalse();
  }

  @Test
  void childThatInitAdoptedIsEndedWithItsProgram() throws InterruptedException, IOException {
    commands.run(
        shell("(sleep 60 & echo $! > pid); sleep 60").in(folder).within(Duration.ofMillis(300)));

    assertThat(isAlive(Files.readString(folder.resolve("pid")))).isFalse();
  }

  @Test
  void programThatIgnoresSigtermIsKilled() throws InterruptedException {
    CommandResult result =
        commands.run(
            shell("trap '' TERM; while :; do sleep 0.1; done").within(Duration.ofMillis(200)));

    assertThat(result.timedOut()).isTrue();
    assertThat(result.exitCode()).isEqualTo(128 + 9);
  }

  @Test
  void programGetsTheChanceToEndInOrder() throws InterruptedException {
    CommandResult result =
        commands.run(
            shell("trap 'echo tidied; exit 7' TERM; while :; do sleep 0.05; done")
                .within(Duration.ofMillis(200)));

    assertThat(result.timedOut()).isTrue();
    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.output()).isEqualTo("tidied\n");
  }

  @Test
  void interruptionEndsTheProgramAndItsChildren() throws IOException {
    Path pid = folder.resolve("pid");
    Thread runner = Thread.currentThread();
    CompletableFuture<Void> signal =
        CompletableFuture.runAsync(
            () -> {
              while (!Files.exists(pid)) {
                Thread.onSpinWait();
              }
              runner.interrupt();
            });

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(
            () -> commands.run(shell("sleep 60 & echo $! > tmp; mv tmp pid; sleep 60").in(folder)));

    signal.join();
    assertThat(isAlive(Files.readString(pid))).isFalse();
  }

  @Test
  void interruptedThreadStartsNothing() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> commands.run(shell("touch started").in(folder)));
    assertThat(folder.resolve("started")).doesNotExist();
  }

  @Test
  void programThatIsNotThereIsNamedWithThePlacesLookedAt() {
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> commands.run(Command.of(List.of("no-such-program", "--x"))))
        .withMessageContaining("'no-such-program'")
        .withMessageContaining(ProgramSearch.DEFAULT_PATH);
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> commands.run(Command.of(List.of("./gone")).in(folder)))
        .withMessageContaining(folder.resolve("gone").toString());
  }

  @Test
  void fileThatIsNoProgramIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "x");

    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> commands.run(Command.of(List.of(text.toString()))))
        .withMessageContaining(text.toString())
        .withMessageContaining("chmod +x");
  }

  @Test
  void scriptWithoutItsInterpreterIsAnErrorOfTheEnvironment() throws IOException {
    Path script = Files.writeString(folder.resolve("script"), "#!/no/such/shell\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> commands.run(Command.of(List.of(script.toString()))))
        .withMessageContaining(script.toString())
        .withMessageContaining("No such file");
  }

  @Test
  void directoryThatIsNotThereIsNamed() {
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> commands.run(shell("true").in(folder.resolve("gone"))))
        .withMessageContaining(folder.resolve("gone").toString());
  }

  @Test
  void errorsHoldNeitherEnvironmentNorInput() {
    Command command =
        Command.of(List.of("no-such-program"))
            .withEnvironment(Map.of("TOKEN", "s3cret\0"))
            .withInput("s3cret");

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> commands.run(command))
        .withMessageContaining("TOKEN")
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("s3cret"));
  }

  @Test
  void otherUserNeedsRoot() {
    ProcessCommands ordinary =
        new ProcessCommands(new Self("alice", false), ENVIRONMENT, Duration.ofSeconds(1));

    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> ordinary.run(shell("true").as(Optional.of("bob"))))
        .withMessageContaining("'alice'")
        .withMessageContaining("'bob'");
  }

  @Test
  void unknownUserIsNamed() {
    ProcessCommands root =
        new ProcessCommands(new Self("root", true), ENVIRONMENT, Duration.ofSeconds(1));

    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> root.run(shell("true").as(Optional.of("no-such-user"))))
        .withMessageContaining("no user 'no-such-user'");
  }

  @Test
  void ownUserIsNoChange() throws InterruptedException {
    CommandResult result =
        commands.run(shell("echo $OUR_SECRET").as(Optional.of(Self.current().user())));

    assertThat(result.output()).isEqualTo("hunter2\n");
  }

  /** As root the program really runs as the other user; elsewhere the refusal says so. */
  @Test
  void programRunsAsAnotherUserWithThatUsersEnvironment() throws InterruptedException {
    Command command =
        shell("id -un; id -Gn; echo \"[$OUR_SECRET]\" $ADDED $LANG; pwd; echo $HOME >>/dev/stdout")
            .as(Optional.of("nobody"))
            .withEnvironment(Map.of("ADDED", "x"));
    Account nobody = Account.findLocal("nobody").orElseThrow();

    if (Self.current().superuser()) {
      List<String> lines = commands.run(command).output().lines().toList();
      assertThat(lines.get(0)).isEqualTo("nobody");
      assertThat(lines.get(1)).doesNotContain("root");
      assertThat(lines.subList(2, 5)).containsExactly("[] x C.UTF-8", "/", nobody.home());
    } else {
      assertThatExceptionOfType(EnvironmentException.class)
          .isThrownBy(() -> commands.run(command))
          .withMessageContaining("cannot become 'nobody'");
    }
  }

  private static Command shell(String script) {
    return Command.of(List.of("sh", "-c", script));
  }

  private static ProcessHandle handleOf(String pid) {
    return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
  }

  /** A zombie of a slow init does not count. */
  private static boolean isAlive(String pid) {
    Path status = Path.of("/proc", pid.strip(), "stat");
    try {
      return !Files.readString(status).contains(") Z ");
    } catch (IOException gone) {
      return false;
    }
  }
}
