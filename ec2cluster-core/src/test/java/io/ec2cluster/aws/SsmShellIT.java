package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.host.OtherNode;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Member;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.SsmFault;
import io.ec2cluster.testing.standin.SsmNode;
import io.ec2cluster.testing.standin.SsmNode.Agent;
import io.ec2cluster.testing.standin.SsmStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code remote: ssm} by the real SDK client, over a stand-in that really runs the commands. */
@Timeout(60)
class SsmShellIT {
  private static final Member OTHER = new Member("i-0aaaaaaaaaaaaaaaa", "10.0.0.2", 5432);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String SEND = "SendCommand";
  private static final String LIST = "ListCommands";
  private static final String LOOK = "GetCommandInvocation";

  private final FakeTime time = new FakeTime();
  private final SsmStandIn ssm = SsmStandIn.start(time);
  private final AwsCloud cloud = cloud(time, ssm);
  private final Path folder;

  SsmShellIT(@TempDir Path folder) {
    this.folder = folder;
  }

  /** What runs as ec2cluster there, and notes each of its runs. */
  @BeforeEach
  void install() throws IOException {
    Path program =
        Files.writeString(
            folder.resolve("ec2cluster"),
            """
            #!/bin/sh
            echo run >> runs
            printf '%s\\0' "$@" > words
            case $1 in
              exit) echo "said"; echo "why not" >&2; exit $2 ;;
              hang) sleep 1000 & echo $$ $! > pids; wait ;;
              talk) i=0; while [ $i -lt 1200 ]; do echo "a line" >&2; i=$((i + 1)); done; exit 5 ;;
              silent) echo "only this"; exit 5 ;;
            esac
            """);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    ssm.register(OTHER.instanceId(), node());
  }

  @AfterEach
  void stop() {
    cloud.close();
    ssm.close();
  }

  private SsmNode node() {
    return SsmNode.running(folder, folder + ":/usr/bin:/bin");
  }

  static AwsCloud cloud(FakeTime time, SsmStandIn ssm) {
    return AwsCloud.builder(settings("remote: ssm"))
        .environment(ssm.environment())
        .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-0bbbbbbbbbbbbbbbb")))
        .time(time)
        .random(new Random(1))
        .build();
  }

  static ClusterSettings settings(String remote) {
    return Configuration.parse(
            "c.yaml", "cluster: maindb\n" + remote, ConfigurationScope.of(Map.of(), Map.of()))
        .cluster();
  }

  private OtherNode other(Member member) {
    return OtherNode.of(
        FakeOperationContext.builder().cloud(cloud).settings(settings("remote: ssm")).build(),
        member);
  }

  private CommandResult run(String... words) throws InterruptedException {
    return run(PATIENCE, words);
  }

  private CommandResult run(Duration timeout, String... words) throws InterruptedException {
    return other(OTHER).run(List.of(words), timeout);
  }

  private List<String> runs() throws IOException {
    return Files.readAllLines(folder.resolve("runs"));
  }

  @Test
  void wordsReachTheProgramUnchanged() throws IOException, InterruptedException {
    String[] words = {
      "promote",
      "a b",
      "it's",
      "\"quoted\"",
      "$HOME `id` $(id)",
      "*",
      "",
      "{{ssm:secret}}",
      "{{{x}}}",
      "\\",
      "ä",
      "two\nlines"
    };

    assertThat(run(words).succeeded()).isTrue();

    assertThat(Files.readString(folder.resolve("words")).split("\0", -1))
        .startsWith(words)
        .hasSize(words.length + 1);
  }

  @ParameterizedTest
  @CsvSource({"2, UsageException", "3, RefusedException", "4, DeadlineException"})
  void exitCodesAreThoseOfTheProgram(int exitCode, String kind) throws InterruptedException {
    List<String> words = List.of("exit", String.valueOf(exitCode));

    CommandResult result = other(OTHER).run(words, PATIENCE);

    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.timedOut()).isFalse();
    assertThat(result.output()).isEqualTo("said\n");
    assertThat(result.errors()).isEqualTo("why not");
    Map<String, Class<? extends Ec2ClusterException>> kinds =
        Map.of(
            "UsageException", UsageException.class,
            "RefusedException", RefusedException.class,
            "DeadlineException", DeadlineException.class);
    assertThatThrownBy(() -> other(OTHER).require(result, words))
        .isInstanceOf(kinds.get(kind))
        .hasMessageContaining("'ec2cluster exit " + exitCode + "' on i-0aaaaaaaaaaaaaaaa")
        .hasMessageContaining("why not");
  }

  @Test
  void whatWasSaidOnStandardOutputIsToldWhereNothingElseWasSaid() throws InterruptedException {
    CommandResult result = run("silent");

    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(result.lastWords(1)).isEqualTo("only this");
  }

  @Test
  void errorsThatAreCutOffSaySo() throws InterruptedException {
    assertThat(run("talk").lastWords(1))
        .isEqualTo("(SSM keeps no more than the first 8,000 characters)");
    assertThat(run("exit", "5").lastWords(1)).isEqualTo("why not");
  }

  @Test
  void anotherVectorIsRunHere() throws InterruptedException {
    FakeCommands commands = new FakeCommands(command -> FakeCommands.succeeded("here"));
    OtherNode other =
        OtherNode.of(
            FakeOperationContext.builder()
                .cloud(cloud)
                .commands(commands)
                .settings(settings("remote: [ssm, -v]"))
                .build(),
            new Member("db1", "10.0.0.2", 5432));

    assertThat(other.run(List.of("a b"), PATIENCE).output()).isEqualTo("here");

    assertThat(commands.commands().get(0).arguments())
        .containsExactly("ssm", "-v", "10.0.0.2", "ec2cluster", "'a b'");
    assertThat(ssm.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"db1", "http://10.0.0.2:2380", "i-", "i-1 ", "ami-1"})
  void aNodeWithoutAnInstanceIdIsRefusedBeforeAnythingIsAsked(String id) {
    assertThatThrownBy(() -> other(new Member(id, "10.0.0.2", 5432)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("remote: ssm: found the node " + id)
        .hasMessageContaining("SSM reaches instances by their ids alone");
    assertThat(ssm.calls()).isEmpty();
  }

  @Test
  void aMachineElsewhereIsReachedToo() throws InterruptedException {
    Member hybrid = new Member("mi-0ccccccccccccccccc".substring(0, 20), "db1", 5432);
    ssm.register(hybrid.instanceId(), node());

    assertThat(other(hybrid).run(List.of("status"), PATIENCE).succeeded()).isTrue();
  }

  @Test
  void aCommandWhoseAnswerWasLostIsFoundAndNotSentAgain() throws IOException, InterruptedException {
    assertThat(run("first").succeeded()).isTrue();
    assertThat(run("second").succeeded()).isTrue();
    ssm.fail(SEND, SsmFault.ANSWER_LOST);
    ssm.fail(LIST, SsmFault.THROTTLED, SsmFault.STALE, SsmFault.STALE, SsmFault.INTERNAL_ERROR);

    CommandResult result = run("exit", "3");

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(runs()).hasSize(3);
    assertThat(Collections.frequency(ssm.calls(), SEND)).isEqualTo(3);
  }

  @Test
  void aCommandThatDidNotArriveIsSentAgainOnceTheListHasBeenAsked()
      throws IOException, InterruptedException {
    ssm.fail(SEND, SsmFault.LOST_BEFORE, SsmFault.INTERNAL_ERROR);

    assertThat(run("promote").succeeded()).isTrue();

    assertThat(runs()).hasSize(1);
    assertThat(Collections.frequency(ssm.calls(), SEND)).isEqualTo(3);
    assertThat(Collections.frequency(ssm.calls(), LIST)).isGreaterThan(4);
    assertThat(time.elapsed()).isGreaterThan(Duration.ofSeconds(40));
  }

  @Test
  void twoCommandsAreToldApart() throws IOException, InterruptedException {
    assertThat(run("exit", "3").exitCode()).isEqualTo(3);
    ssm.fail(SEND, SsmFault.LOST_BEFORE);

    assertThat(run("exit", "4").exitCode()).isEqualTo(4);

    assertThat(runs()).hasSize(2);
  }

  @Test
  void throttlingIsWaitedOut() throws IOException, InterruptedException {
    ssm.fail(SEND, SsmFault.THROTTLED, SsmFault.THROTTLED);
    ssm.fail(LOOK, SsmFault.THROTTLED, SsmFault.INTERNAL_ERROR, SsmFault.LOST_BEFORE);

    assertThat(run("promote").succeeded()).isTrue();

    assertThat(runs()).hasSize(1);
    assertThat(ssm.calls()).doesNotContain(LIST);
  }

  @Test
  void aCommandThatCannotBeFollowedMayGoOnAndThatIsSaid() {
    ssm.fail(LOOK, Collections.nCopies(200, SsmFault.THROTTLED).toArray(new SsmFault[0]));

    assertThatThrownBy(() -> run("promote"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("'ec2cluster promote' on i-0aaaaaaaaaaaaaaaa")
        .hasMessageContaining("was started by SSM and may go on there: look there how it ended")
        .hasMessageContaining("ThrottlingException");
  }

  @Test
  void aCommandThatSsmDoesNotShowYetIsWaitedFor() throws InterruptedException {
    ssm.fail(LOOK, SsmFault.STALE, SsmFault.STALE, SsmFault.STALE);

    assertThat(run("exit", "3").exitCode()).isEqualTo(3);
  }

  @Test
  void aCommandThatSsmNeverShowsIsCancelled() {
    ssm.fail(LOOK, Collections.nCopies(200, SsmFault.STALE).toArray(new SsmFault[0]));

    assertThatThrownBy(() -> run("hang"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("does not show it after 1m: it was cancelled, but may have run");
    assertThat(ssm.statuses()).containsExactly("Cancelled");
    assertThat(time.elapsed()).isBetween(Duration.ofMinutes(1), Duration.ofSeconds(70));
  }

  @Test
  void anInstanceThatIsNotRegisteredIsNamedWithWhatToDo() {
    assertThatThrownBy(
            () ->
                other(new Member("i-0ddddddddddddddd0", "10.0.0.3", 5432))
                    .run(List.of("promote"), PATIENCE))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("it does not know i-0ddddddddddddddd0")
        .hasMessageContaining("AmazonSSMManagedInstanceCore");
    assertThat(ssm.calls()).containsExactly(SEND);
  }

  @Test
  void anAgentThatFetchesNothingIsNamedOnceTheDeliveryIsOverdue() {
    ssm.register(OTHER.instanceId(), node().with(Agent.SILENT));

    assertThatThrownBy(() -> run("promote"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("was not delivered (DeliveryTimedOut): no SSM Agent answers there");
    assertThat(time.elapsed()).isBetween(Duration.ofMinutes(1), Duration.ofSeconds(70));
  }

  @Test
  void aCommandThatIsNotFetchedInTimeIsCancelledSoThatItIsNotRunLater()
      throws InterruptedException {
    ssm.register(OTHER.instanceId(), node().with(Agent.SILENT));

    CommandResult result = run(Duration.ofSeconds(20), "promote");

    assertThat(result.timedOut()).isTrue();
    assertThat(result.lastWords(1)).contains("was not delivered", "it was cancelled");
    assertThat(ssm.statuses()).containsExactly("Cancelled");
  }

  @Test
  void anAgentThatIsLostIsNamedAtOnce() {
    ssm.register(OTHER.instanceId(), node().with(Agent.LOST));

    assertThatThrownBy(() -> run("promote"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("was not delivered (Undeliverable)");
  }

  @ParameterizedTest
  @CsvSource({
    "TimedOut, Delivery Timed Out, was not delivered (DeliveryTimedOut)",
    "Failed, Terminated, ended as Terminated (Failed)",
    "Failed, AccessDenied, was not allowed (AccessDenied)",
    "Failed, InvalidPlatform, ended as InvalidPlatform",
    "Failed, Failed, failed before it ran",
    "Cancelled, Cancelled, was cancelled by somebody else",
    "StatusOfNextYear, '', ended as StatusOfNextYear"
  })
  void endsWithoutAnExitCodeAreErrors(String status, String details, String told) {
    ssm.endAs(status, details);

    assertThatThrownBy(() -> run("promote"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("'ec2cluster promote' on i-0aaaaaaaaaaaaaaaa")
        .hasMessageContaining(told);
  }

  @Test
  void aCommandThatTheAgentEndedIsOverdue() throws InterruptedException {
    ssm.endAs("TimedOut", "ExecutionTimedOut");

    CommandResult result = run("promote");

    assertThat(result.timedOut()).isTrue();
    assertThat(result.lastWords(1)).contains("did not end within 5m", "the agent ended it");
  }

  @Test
  void aCommandWithoutEndIsCancelledAndItsProcessesAreGone()
      throws IOException, InterruptedException {
    CommandResult result = run(Duration.ofSeconds(30), "hang");

    assertThat(result.timedOut()).isTrue();
    assertThat(result.succeeded()).isFalse();
    assertThat(result.lastWords(1)).contains("did not end within 30s", "it was cancelled");
    assertThat(ssm.statuses()).containsExactly("Cancelled");
    assertThat(pids()).hasSize(2).noneMatch(SsmShellIT::isAlive);
    assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(45));
  }

  private List<Long> pids() throws IOException {
    return Stream.of(Files.readString(folder.resolve("pids")).strip().split(" ", -1))
        .map(Long::valueOf)
        .toList();
  }

  /** A process that its parent has not waited for yet has no command any more. */
  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid)
        .filter(process -> process.info().command().isPresent())
        .isPresent();
  }

  @Test
  void anInterruptCancelsTheCommand() {
    time.after(Duration.ofSeconds(10), Thread.currentThread()::interrupt);

    assertThatThrownBy(() -> run("hang")).isInstanceOf(InterruptedException.class);

    assertThat(Thread.interrupted()).isFalse();
    assertThat(ssm.statuses()).containsExactly("Cancelled");
  }

  @Test
  void anInterruptBeforeTheIdIsKnownCancelsTheCommandToo() {
    ssm.fail(SEND, SsmFault.ANSWER_LOST);
    ssm.fail(LIST, SsmFault.STALE, SsmFault.STALE, SsmFault.STALE);
    time.after(Duration.ofSeconds(1), Thread.currentThread()::interrupt);

    assertThatThrownBy(() -> run("hang")).isInstanceOf(InterruptedOperationException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ssm.statuses()).containsExactly("Cancelled");
  }

  @Test
  void anInterruptBeforeTheStartStartsNothing() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> run("promote")).isInstanceOf(InterruptedException.class);

    assertThat(ssm.calls()).isEmpty();
  }
}
