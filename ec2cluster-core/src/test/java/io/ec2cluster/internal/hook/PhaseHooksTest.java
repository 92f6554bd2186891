package io.ec2cluster.internal.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Hook;
import io.ec2cluster.config.Hooks;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.Step;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeOperationContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhaseHooksTest {
  private static final Hook BEFORE = Hook.of("/opt/before", "a b");
  private static final Hook AFTER = Hook.of("/opt/after");

  /** How the hooks end, by program. */
  private final Map<String, CommandResult> ends = new HashMap<>();

  private final List<String> acts = new ArrayList<>();
  private final FakeCommands commands =
      new FakeCommands(
          command -> {
            String program = command.arguments().get(0);
            acts.add(program);
            return ends.getOrDefault(program, FakeCommands.succeeded("said by " + program + "\n"));
          });
  private final Path state;
  private boolean started;
  private Map<String, Hook> hooks = Map.of("before-start", BEFORE, "after-start", AFTER);
  private Optional<Role> role = Optional.of(Role.PRIMARY);

  PhaseHooksTest(@TempDir Path state) {
    this.state = state;
  }

  @Test
  void hooksRunAroundAPhaseThatActsAndWhatTheySayIsNoted() {
    Report report = run();

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(acts).containsExactly("/opt/before", "start", "/opt/after");
    assertThat(report.steps())
        .extracting(Report.StepReport::name)
        .containsExactly("hook before-start", "start the engine", "hook after-start");
    assertThat(report.notes())
        .containsExactly(
            "hooks.before-start: said by /opt/before", "hooks.after-start: said by /opt/after");
    assertThat(commands.commands().get(0).arguments()).containsExactly("/opt/before", "a b");
  }

  @Test
  void aHookIsToldWhatTheEnginesProgramsAreToldAndWhereItStands() {
    run();

    assertThat(commands.commands().get(1).environment())
        .containsEntry("EC2CLUSTER_CLUSTER", "maindb")
        .containsEntry("EC2CLUSTER_INSTANCE_ID", "i-1")
        .containsEntry("EC2CLUSTER_PRIMARY_NAME", "primary.maindb.example.com")
        .containsEntry("EC2CLUSTER_METADATA_LOCAL_IPV4", "127.0.0.1")
        .containsEntry("EC2CLUSTER_ROLE", "primary")
        .containsEntry("EC2CLUSTER_EPOCH", "7")
        .containsEntry("EC2CLUSTER_ENGINE", "memory")
        .containsEntry("EC2CLUSTER_OPERATION", "init")
        .containsEntry("EC2CLUSTER_HOOK", "after-start")
        .containsEntry("EC2CLUSTER_PHASE", "start");
  }

  @Test
  void withoutARoleAHookIsToldOfTheNodeAlone() {
    role = Optional.empty();

    run();

    assertThat(commands.commands().get(0).environment())
        .containsEntry("EC2CLUSTER_INSTANCE_ID", "i-1")
        .doesNotContainKey("EC2CLUSTER_ROLE");
  }

  @Test
  void aPhaseThatHasNothingToDoHasItsHooksLeftOut() {
    run();
    acts.clear();

    Report again = run();

    assertThat(again.steps()).hasSize(3).allMatch(step -> step.outcome() == StepOutcome.ALREADY_SO);
    assertThat(acts).isEmpty();
  }

  @Test
  void killedBetweenThePhaseAndItsHookTheNextRunRunsTheHook() {
    List<Step> steps = steps();
    context().run(Plan.builder().steps(steps.subList(0, 2)).build());
    assertThat(acts).containsExactly("/opt/before", "start");
    acts.clear();

    run();
    run();

    assertThat(acts)
        .as("the phase is done, the hook after it was owed, once")
        .containsExactly("/opt/after");
  }

  @Test
  void aHookThatFailsBeforeAPhaseKeepsItFromActingAndThePlanIsTakenBack() {
    ends.put("/opt/before", FakeCommands.ended(3, "", "no volume\n"));
    Step claim = Step.named("claim").undo(step -> acts.add("undo claim")).action(step -> {});

    Report report = context().run(Plan.builder().step(claim).steps(steps()).build());

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(report.message())
        .contains(
            "'hook before-start'",
            "hooks.before-start [/opt/before, a b]",
            "exit code 3",
            "no volume");
    assertThat(acts).containsExactly("/opt/before", "undo claim");
    assertThat(started).isFalse();
  }

  @Test
  void aHookThatFailsAfterAPhaseIsANoteAndNotRunAgain() {
    ends.put("/opt/after", FakeCommands.ended(1, "", "no mail server\n"));

    Report report = run();
    Report again = run();

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(report.notes())
        .anySatisfy(
            note -> assertThat(note).contains("hook after-start failed", "warn", "no mail server"));
    assertThat(acts).containsExactly("/opt/before", "start", "/opt/after");
    assertThat(again.steps()).allMatch(step -> step.outcome() == StepOutcome.ALREADY_SO);
  }

  @Test
  void aHookAfterAPhaseThatMustSucceedStaysOwedUntilItDoes() {
    hooks = Map.of("after-start", AFTER.with(Hook.Policy.FAIL));
    ends.put("/opt/after", FakeCommands.ended(1, "", ""));

    Report failed = run();
    ends.clear();
    Report mended = run();

    assertThat(failed.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(mended.outcome()).as(mended.message()).isEqualTo(Outcome.DONE);
    assertThat(acts).containsExactly("start", "/opt/after", "/opt/after");
  }

  @Test
  void aHookThatMayFailDoesNotKeepThePhaseFromActing() {
    hooks = Map.of("before-start", BEFORE.with(Hook.Policy.WARN));
    ends.put("/opt/before", FakeCommands.ended(3, "", ""));

    Report report = run();

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(started).isTrue();
  }

  @Test
  void anOverdueHookIsNamedWithTheSettingThatBoundsIt() {
    ends.put("/opt/before", FakeCommands.overdue());

    Report report = run();

    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(report.message()).contains("did not end within 1m (hooks.timeout)");
    assertThat(started).isFalse();
  }

  @Test
  void anInterruptedHookIsNoWarning() {
    hooks = Map.of("before-start", BEFORE.with(Hook.Policy.WARN));
    Thread.currentThread().interrupt();

    Report report = run();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(started).isFalse();
  }

  @Test
  void aDryRunShowsTheHooksAndRunsNothing() {
    Report report = context().dryRun(Plan.builder().steps(steps()).build());

    assertThat(report.steps())
        .allMatch(step -> step.outcome() == StepOutcome.PLANNED)
        .extracting(Report.StepReport::description)
        .contains("Run hooks.before-start [/opt/before, a b]");
    assertThat(acts).isEmpty();
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void aPhaseThatCannotTellBeforehandHasItsHooksRun() {
    Step join = Step.named("join").action(step -> acts.add("join"));

    for (int run = 0; run < 2; run++) {
      context().run(Plan.builder().steps(around(List.of(join))).build());
    }

    assertThat(acts)
        .containsExactly("/opt/before", "join", "/opt/after", "/opt/before", "join", "/opt/after");
  }

  @Test
  void withoutHooksOrStepsNothingIsAdded() {
    assertThat(around(List.of())).isEmpty();
    hooks = Map.of("before-publish", BEFORE);
    List<Step> steps = List.of(start());
    assertThat(around(steps)).isEqualTo(steps);
  }

  @Test
  void everyPhaseHasItsHooks() {
    for (Phase phase : Phase.values()) {
      hooks = ImmutableMap.of("before-" + phase.label(), BEFORE, "after-" + phase.label(), AFTER);

      assertThat(phaseHooks().around(phase, List.of(start())))
          .extracting(Step::name)
          .containsExactly(
              "hook before-" + phase.label(), "start the engine", "hook after-" + phase.label());
    }
  }

  private Report run() {
    return context().run(Plan.builder().steps(steps()).build());
  }

  private List<Step> steps() {
    return around(List.of(start()));
  }

  private List<Step> around(List<Step> steps) {
    return phaseHooks().around(Phase.START, steps);
  }

  private PhaseHooks phaseHooks() {
    return new PhaseHooks(context(), "memory", "init", () -> role.map(this::assignment));
  }

  private Step start() {
    return Step.named("start the engine")
        .check(step -> started ? Check.State.DONE : Check.State.NEEDED)
        .action(
            step -> {
              started = true;
              acts.add("start");
            });
  }

  private Assignment assignment(Role decided) {
    return new Assignment(
        decided,
        7,
        false,
        context().names(),
        new PrimaryLocation("i-1", "10.0.0.1", 5432, Optional.empty(), Optional.empty()));
  }

  private FakeOperationContext context() {
    ClusterSettings.Dns dns =
        ClusterSettings.Dns.of("Z1", "primary.maindb.example.com", Optional.empty());
    return FakeOperationContext.builder()
        .settings(
            ClusterSettings.of("maindb", ClusterSettings.CloudKind.AWS, Optional.empty(), dns)
                .with(Hooks.of(hooks)))
        .commands(commands)
        .stateDirectory(state)
        .build();
  }
}
