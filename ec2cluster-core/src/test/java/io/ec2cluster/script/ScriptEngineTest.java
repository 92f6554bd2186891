package io.ec2cluster.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Probe.Running;
import io.ec2cluster.spi.Step;
import io.ec2cluster.testing.FakeCloud;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeOperationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptEngineTest {
  private static final ScriptSettings MINIMAL =
      ScriptSettings.of(List.of("become-primary", "--fast"), List.of("become-replica"));
  private static final ScriptSettings CHECKED = MINIMAL.withCheck(List.of("check"));

  private final Path state;
  private final Map<String, CommandResult> answers = new HashMap<>();
  private final FakeCommands commands =
      new FakeCommands(
          command -> answers.getOrDefault(command.arguments().get(0), FakeCommands.succeeded("")));

  ScriptEngineTest(@TempDir Path state) {
    this.state = state;
  }

  @Test
  void roleProgramLearnsAllThatIsKnownFromItsEnvironment() {
    FakeCloud cloud =
        new FakeCloud(
            new InstanceMetadata(
                Map.of("instance-id", "i-1", "placement/region", "eu-west-1"),
                Map.of(),
                Map.of("size", "big\n%{{}}", "zero", "a\0b"),
                List.of()),
            FakeHostedZone.of("example.com"));
    FakeOperationContext context =
        FakeOperationContext.builder()
            .section(MINIMAL)
            .commands(commands)
            .cloud(cloud)
            .stateDirectory(state)
            .build();

    Report report = run(context, become(node(context), Role.REPLICA, 7));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    Command command = commands.commands().get(0);
    assertThat(command.arguments()).containsExactly("become-replica");
    assertThat(command.environment())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("EC2CLUSTER_CLUSTER", "maindb"),
                Map.entry("EC2CLUSTER_INSTANCE_ID", "i-1"),
                Map.entry("EC2CLUSTER_PRIMARY_NAME", "primary.maindb.example.com"),
                Map.entry("EC2CLUSTER_REPLICA_NAME", "replica.maindb.example.com"),
                Map.entry("EC2CLUSTER_ROLE", "replica"),
                Map.entry("EC2CLUSTER_EPOCH", "7"),
                Map.entry("EC2CLUSTER_FOUNDING", "false"),
                Map.entry("EC2CLUSTER_PRIMARY_ADDRESS", "10.0.0.2"),
                Map.entry("EC2CLUSTER_PRIMARY_PORT", "5432"),
                Map.entry("EC2CLUSTER_METADATA_INSTANCE_ID", "i-1"),
                Map.entry("EC2CLUSTER_METADATA_PLACEMENT_REGION", "eu-west-1"),
                Map.entry("EC2CLUSTER_METADATA_SIZE", "big\n%{{}}")));
  }

  @Test
  void argumentsAreNoTemplates() {
    List<String> awkward = List.of("become-primary", "{{cluster}}", "%(cluster)s", "$HOME", "a b");
    FakeOperationContext context = context(ScriptSettings.of(awkward, awkward));

    run(context, become(node(context), Role.PRIMARY, 1));

    assertThat(commands.commands().get(0).arguments()).isEqualTo(awkward);
  }

  @Test
  void withoutStartTheRoleProgramIsTheStart() {
    EngineNode node = node(context(MINIMAL));

    assertThat(node.prepare(Role.PRIMARY, ScriptEngineTest::undecided)).isEmpty();
    assertThat(names(node.start(Role.PRIMARY, ScriptEngineTest::undecided)))
        .containsExactly("run script.primary");
    assertThat(node.verify(Role.PRIMARY, ScriptEngineTest::undecided)).isEmpty();
  }

  @Test
  void withStartTheRoleProgramPrepares() {
    EngineNode node = node(context(CHECKED.withStart(List.of("start"))));

    assertThat(names(node.prepare(Role.REPLICA, ScriptEngineTest::undecided)))
        .containsExactly("run script.replica");
    assertThat(names(node.start(Role.REPLICA, ScriptEngineTest::undecided)))
        .containsExactly("run script.start");
    assertThat(names(node.verify(Role.REPLICA, ScriptEngineTest::undecided)))
        .containsExactly("run script.check");
  }

  @Test
  void outputBecomesNotesOfTheReportAndOnlyItsEnd() {
    String lines =
        String.join("\n", Stream.iterate(1, i -> i + 1).limit(50).map(i -> "line " + i).toList());
    answers.put("become-primary", FakeCommands.ended(0, lines + "\n", "careful\n"));
    FakeOperationContext context = context(MINIMAL);

    Report report = run(context, become(node(context), Role.PRIMARY, 1));

    assertThat(report.notes())
        .hasSize(21)
        .startsWith("script.primary: line 31")
        .endsWith("script.primary: careful");
  }

  @Test
  void failedProgramIsNamedWithItsLastWords() {
    answers.put("become-primary", FakeCommands.ended(7, "", "disk full\n"));
    FakeOperationContext context = context(MINIMAL);

    Report report = run(context, become(node(context), Role.PRIMARY, 1));

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(report.message())
        .contains("script.primary [become-primary, --fast]")
        .contains("exit code 7")
        .contains("disk full");
  }

  @Test
  void overdueProgramIsNotReachedInTime() {
    answers.put("become-primary", FakeCommands.overdue());
    FakeOperationContext context = context(MINIMAL);

    Report report = run(context, become(node(context), Role.PRIMARY, 1));

    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(report.message()).contains("5m").contains("script.timeout");
  }

  @Test
  void programsAreBoundedByTheTimeout() {
    FakeOperationContext context = context(CHECKED.withTimeout(Duration.ofSeconds(9)));

    run(context, become(node(context), Role.PRIMARY, 1));

    assertThat(commands.commands())
        .isNotEmpty()
        .allMatch(command -> command.timeout().equals(Duration.ofSeconds(9)));
  }

  @Test
  void sameWorkIsNotDoneTwiceWhileTheEngineRuns() {
    FakeOperationContext context = context(CHECKED);
    run(context, become(node(context), Role.REPLICA, 3));

    Report again = run(context, become(node(context), Role.REPLICA, 3));

    assertThat(again.steps()).allMatch(step -> step.outcome() == StepOutcome.ALREADY_SO);
  }

  @Test
  void otherEpochOtherProgramOrStoppedEngineMakesItWorkAgain() {
    FakeOperationContext context = context(CHECKED);
    run(context, become(node(context), Role.REPLICA, 3));

    run(context, become(node(context), Role.REPLICA, 4));
    FakeOperationContext changed =
        context(
            ScriptSettings.of(MINIMAL.primary(), List.of("become-replica", "--new"))
                .withCheck(CHECKED.check()));
    run(changed, become(node(changed), Role.REPLICA, 4));
    answers.put("check", FakeCommands.ended(3, "", ""));
    run(changed, node(changed).start(Role.REPLICA, () -> Assignments.of(Role.REPLICA, 4)));

    assertThat(programs())
        .filteredOn(program -> !program.contains("check"))
        .containsExactly(
            "become-replica", "become-replica", "become-replica --new", "become-replica --new");
  }

  @Test
  void workThatFailedIsNotTakenForDone() {
    FakeOperationContext context = context(CHECKED);
    answers.put("become-replica", FakeCommands.ended(1, "", ""));
    run(context, become(node(context), Role.REPLICA, 3));
    answers.clear();

    run(context, become(node(context), Role.REPLICA, 3));

    assertThat(programs()).filteredOn("become-replica"::equals).hasSize(2);
  }

  @Test
  void promotedPrimaryNeedNotBecomeThePrimaryAgain() {
    FakeOperationContext context = context(CHECKED.withPromote(List.of("promote")));
    Supplier<Assignment> primary = () -> Assignments.of(Role.PRIMARY, 5);
    run(context, node(context).promote(primary));

    Report init = run(context, become(node(context), Role.PRIMARY, 5));

    assertThat(init.steps()).allMatch(step -> step.outcome() == StepOutcome.ALREADY_SO);
    assertThat(programs()).contains("promote").doesNotContain("become-primary --fast");
  }

  @Test
  void promoteIsThePrimaryProgramByDefaultAndDemoteWhatPreparesAReplica() {
    EngineNode plain = node(context(MINIMAL));
    EngineNode started = node(context(MINIMAL.withStart(List.of("start"))));
    EngineNode own = node(context(MINIMAL.withDemote(List.of("demote"))));

    assertThat(names(plain.promote(ScriptEngineTest::undecided)))
        .containsExactly("run script.primary");
    assertThat(plain.demote(ScriptEngineTest::undecided))
        .as("the start of a replica does it")
        .isEmpty();
    assertThat(names(started.demote(ScriptEngineTest::undecided)))
        .containsExactly("run script.replica");
    assertThat(names(own.demote(ScriptEngineTest::undecided))).containsExactly("run script.demote");
  }

  @Test
  void nodeRemembersAsWhatItWasPrepared() {
    FakeOperationContext context = context(MINIMAL);
    assertThat(node(context).data().madeFor()).isEmpty();
    assertThat(node(context).data().kind()).isEqualTo(NodeData.Kind.UNKNOWN);

    run(context, become(node(context), Role.REPLICA, 1));
    assertThat(node(context).data().madeFor()).contains(Role.REPLICA);

    run(context, become(node(context), Role.PRIMARY, 2));
    assertThat(node(context).data().madeFor()).contains(Role.PRIMARY);
  }

  @Test
  void halfMadeReplicaIsAReplicaAndHalfMadePrimaryIsWhatItWas() {
    FakeOperationContext context = context(MINIMAL);
    answers.put("become-primary", FakeCommands.ended(1, "", ""));
    answers.put("become-replica", FakeCommands.ended(1, "", ""));

    run(context, become(node(context), Role.PRIMARY, 1));
    assertThat(node(context).data().madeFor()).isEmpty();

    run(context, become(node(context), Role.REPLICA, 1));
    assertThat(node(context).data().madeFor()).contains(Role.REPLICA);

    run(context, become(node(context), Role.PRIMARY, 2));
    assertThat(node(context).data().madeFor()).contains(Role.REPLICA);
  }

  @ParameterizedTest
  @CsvSource({"0,YES", "3,NO", "1,UNKNOWN", "4,UNKNOWN", "137,UNKNOWN"})
  void onlyThreeProvesThatItIsStopped(int exitCode, Running expected) {
    answers.put("check", FakeCommands.ended(exitCode, "", ""));

    assertThat(node(context(CHECKED)).probe().running()).isEqualTo(expected);
  }

  @Test
  void withoutCheckAndWithAnOverdueOneNothingIsKnown() {
    assertThat(node(context(MINIMAL)).probe().running()).isEqualTo(Running.UNKNOWN);

    answers.put("check", FakeCommands.overdue());
    assertThat(node(context(CHECKED)).probe().running()).isEqualTo(Running.UNKNOWN);
  }

  @Test
  void stopThatSucceedsProvesItWhereThereIsNoCheck() {
    FakeOperationContext context = context(MINIMAL.withStop(List.of("stop")));

    assertThat(run(context, node(context).stop()).outcome()).isEqualTo(Outcome.DONE);

    answers.put("stop", FakeCommands.ended(1, "", "still busy"));
    assertThat(run(context, node(context).stop()).outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
  }

  @Test
  void stopIsNotBelievedWhileCheckSaysThatItRuns() {
    FakeOperationContext context = context(CHECKED.withStop(List.of("stop")));

    Report report = run(context, node(context).stop());

    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(report.message()).contains("script.check");
  }

  @Test
  void stopIsRefusedWhereNothingCanProveIt() {
    FakeOperationContext context = context(MINIMAL);

    Report report = run(context, node(context).stop());

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("script.stop");
  }

  @Test
  void engineThatIsStoppedNeedsNoStopProgram() {
    answers.put("check", FakeCommands.ended(3, "", ""));
    FakeOperationContext context = context(CHECKED);

    assertThat(run(context, node(context).stop()).outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void verificationWaitsForTheCheck() {
    List<CommandResult> checks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      checks.add(FakeCommands.ended(1, "", "starting"));
    }
    FakeCommands slow =
        new FakeCommands(
            command ->
                command.arguments().get(0).equals("check") && !checks.isEmpty()
                    ? checks.remove(0)
                    : FakeCommands.succeeded(""));
    FakeOperationContext context =
        FakeOperationContext.builder()
            .section(CHECKED)
            .commands(slow)
            .stateDirectory(state)
            .build();

    Report report = run(context, become(node(context), Role.PRIMARY, 1));

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(checks).isEmpty();
  }

  @Test
  void interruptedProbeSaysSoAndKeepsTheInterruption() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedOperationException.class)
        .isThrownBy(() -> node(context(CHECKED)).probe());
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void settingsWithoutTheTwoProgramsAreRefusedByKey() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> ScriptSettings.of(List.of(), List.of("x")))
        .withMessageContaining("missing")
        .satisfies(problem -> assertThat(problem.key()).isEqualTo("primary"));
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> ScriptSettings.of(List.of("x"), List.of()))
        .satisfies(problem -> assertThat(problem.key()).isEqualTo("replica"));
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> MINIMAL.withStop(List.of(" ")))
        .satisfies(problem -> assertThat(problem.key()).isEqualTo("stop"));
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> MINIMAL.withTimeout(Duration.ZERO))
        .satisfies(problem -> assertThat(problem.key()).isEqualTo("timeout"));
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> MINIMAL.withPort(70000))
        .satisfies(problem -> assertThat(problem.key()).isEqualTo("port"));
  }

  private FakeOperationContext context(ScriptSettings settings) {
    return FakeOperationContext.builder()
        .section(settings)
        .commands(commands)
        .stateDirectory(state)
        .build();
  }

  private static EngineNode node(FakeOperationContext context) {
    return new ScriptEngine().node(context);
  }

  private static List<Step> become(EngineNode node, Role role, long epoch) {
    Supplier<Assignment> assignment = () -> Assignments.of(role, epoch);
    return Stream.of(
            node.prepare(role, assignment),
            node.start(role, assignment),
            node.verify(role, assignment))
        .flatMap(List::stream)
        .toList();
  }

  private static Report run(FakeOperationContext context, List<Step> steps) {
    return context.run(Plan.builder().steps(steps).build());
  }

  private static List<String> names(List<Step> steps) {
    return steps.stream().map(Step::name).toList();
  }

  private List<String> programs() {
    return commands.commands().stream()
        .map(command -> String.join(" ", command.arguments()))
        .toList();
  }

  private static Assignment undecided() {
    throw new IllegalStateException("not decided");
  }
}
