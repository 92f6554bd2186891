package io.ec2cluster.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Report.StepReport;
import io.ec2cluster.spi.Action;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PlanRunnerTest {
  private final FakeTime time = new FakeTime();
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final PlanRunner runner = new PlanRunner(time, new Random(1), ProgressListener.none());

  @AfterEach
  void leaveNoInterruption() {
    boolean unused = Thread.interrupted();
  }

  @Test
  void stepsRunInOrderAndWhatIsAlreadySoIsLeftAlone() {
    Plan plan =
        Plan.builder()
            .step(step("a").action(does("a")))
            .step(step("b").check(context -> Check.State.DONE).action(does("b")))
            .step(step("c").check(context -> Check.State.NEEDED).action(does("c")))
            .finalizer("f", does("f"))
            .build();

    RunResult result = runner.run(plan);

    assertThat(events).containsExactly("a", "c", "f");
    assertThat(result.outcome()).isEqualTo(Outcome.DONE);
    assertThat(outcomes(result)).containsExactly("a DONE", "b ALREADY_SO", "c DONE", "f DONE");
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void nothingToDoIsSaid() {
    RunResult result =
        runner.run(
            Plan.builder()
                .step(step("a").check(context -> Check.State.DONE).action(does("a")))
                .build());

    assertThat(result.message()).contains("already so");
  }

  @Test
  void stepsAreTimedByTheClockOfTheRun() {
    RunResult result =
        runner.run(
            Plan.builder()
                .step(step("a").action(context -> context.time().sleep(Duration.ofMinutes(3))))
                .build());

    assertThat(result.steps().get(0).elapsed()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void choiceRunsTheBranchThatItsStepDecidedAndItsFinalizersFirst() {
    List<String> decided = new ArrayList<>();
    Plan left =
        Plan.builder().step(step("l").action(does("l"))).finalizer("lf", does("lf")).build();
    Plan right = Plan.builder().step(step("r").action(does("r"))).build();
    Plan plan =
        Plan.builder()
            .choice(
                step("decide").action(context -> decided.add("left")),
                () -> decided.get(0),
                Map.of("left", left, "right", right))
            .step(step("after").action(does("after")))
            .finalizer("f1", does("f1"))
            .finalizer("f2", does("f2"))
            .build();

    RunResult result = runner.run(plan);

    assertThat(events).containsExactly("l", "after", "lf", "f2", "f1");
    assertThat(result.outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void choiceWithoutTheDecidedBranchIsABug() {
    RunResult result =
        runner.run(
            Plan.builder()
                .choice(step("decide").action(does("x")), () -> "up", Map.of("down", Plan.empty()))
                .build());

    assertThat(result.outcome()).isEqualTo(Outcome.INTERNAL_ERROR);
  }

  @Test
  void failureTakesBackWhatWasBegunInReverseAndThenFinalizes() {
    Plan plan =
        Plan.builder()
            .step(step("a").undo(does("undo a")).action(does("a")))
            .step(
                step("so")
                    .check(context -> Check.State.DONE)
                    .undo(does("undo so"))
                    .action(does("so")))
            .step(step("plain").action(does("plain")))
            .step(step("b").undo(does("undo b")).action(fails(new EnvironmentException("disk"))))
            .step(step("never").undo(does("undo never")).action(does("never")))
            .finalizer("f", does("f"))
            .build();

    RunResult result = runner.run(plan);

    assertThat(events).containsExactly("a", "plain", "undo b", "undo a", "f");
    assertThat(result.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(outcomes(result))
        .containsExactly(
            "a DONE", "so ALREADY_SO", "plain DONE", "b FAILED", "b UNDONE", "a UNDONE", "f DONE");
    assertThat(result.message()).contains("'b'").contains("disk").contains("taken back: 'b', 'a'");
  }

  @Test
  void failedUndoIsReportedAndHidesNeitherTheFirstErrorNorTheOthers() {
    Plan plan =
        Plan.builder()
            .step(step("a").undo(does("undo a")).action(does("a")))
            .step(step("b").undo(fails(new EnvironmentException("stuck"))).action(does("b")))
            .step(step("c").action(fails(new RefusedException("no"))))
            .finalizer("f", fails(new EnvironmentException("late")))
            .finalizer("g", does("g"))
            .build();

    RunResult result = runner.run(plan);

    assertThat(events).containsExactly("a", "b", "undo a", "g");
    assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(outcomes(result))
        .containsExactly(
            "a DONE", "b DONE", "c FAILED", "b UNDO_FAILED", "a UNDONE", "g DONE", "f FAILED");
    assertThat(result.steps().get(3).detail()).isEqualTo("stuck");
    assertThat(result.message()).contains("no").contains("NOT taken back: 'b'");
  }

  @Test
  void finalizerThatFailsAfterSuccessFailsTheRun() {
    RunResult result =
        runner.run(
            Plan.builder()
                .step(step("a").undo(does("undo a")).action(does("a")))
                .finalizer("put back", fails(new EnvironmentException("gone")))
                .build());

    assertThat(result.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(result.message()).contains("'put back'").contains("gone");
    assertThat(events).containsExactly("a");
  }

  @Test
  void checkThatFailsFailsItsStepWithoutActing() {
    RunResult result =
        runner.run(
            Plan.builder()
                .step(
                    step("a")
                        .check(
                            context -> {
                              throw new EnvironmentException("unreadable");
                            })
                        .undo(does("undo a"))
                        .action(does("a")))
                .build());

    assertThat(events).isEmpty();
    assertThat(outcomes(result)).containsExactly("a FAILED");
  }

  @Test
  void unexpectedExceptionIsAnInternalErrorThatNamesItsClassAndNotItsContent() {
    RunResult result =
        runner.run(
            Plan.builder()
                .step(step("a").action(fails(new IllegalStateException("password=hunter2"))))
                .build());

    assertThat(result.outcome()).isEqualTo(Outcome.INTERNAL_ERROR);
    assertThat(result.message())
        .contains("java.lang.IllegalStateException")
        .contains("report")
        .doesNotContain("hunter2");
  }

  @Test
  void moduleThatLacksAClassIsTakenBack() {
    RunResult result =
        runner.run(
            Plan.builder()
                .step(
                    step("a")
                        .undo(does("undo a"))
                        .action(
                            context -> {
                              throw new NoClassDefFoundError("com/example/Gone");
                            }))
                .build());

    assertThat(result.outcome()).isEqualTo(Outcome.INTERNAL_ERROR);
    assertThat(events).containsExactly("undo a");
  }

  @Test
  void simulatedCrashLeavesEverythingAsItIs() {
    class Crash extends Error {
      private static final long serialVersionUID = 1L;
    }
    Plan plan =
        Plan.builder()
            .step(step("a").undo(does("undo a")).action(does("a")))
            .step(
                step("b")
                    .action(
                        context -> {
                          throw new Crash();
                        }))
            .finalizer("f", does("f"))
            .build();

    assertThatExceptionOfType(Crash.class).isThrownBy(() -> runner.run(plan));
    assertThat(events).containsExactly("a");
  }

  @Test
  void interruptionOfAStepTakesBackUninterruptedAndIsGivenToTheCaller() {
    Thread operation = Thread.currentThread();
    List<Boolean> flags = Collections.synchronizedList(new ArrayList<>());
    Plan plan =
        Plan.builder()
            .step(
                step("a")
                    .undo(
                        context -> {
                          operation.interrupt();
                          context.time().sleep(Duration.ofSeconds(1));
                          flags.add(Thread.currentThread().isInterrupted());
                        })
                    .action(does("a")))
            .step(
                step("b")
                    .action(
                        context -> {
                          operation.interrupt();
                          context.time().sleep(Duration.ofSeconds(1));
                        }))
            .finalizer(
                "f",
                context -> {
                  context.time().sleep(Duration.ofSeconds(1));
                  events.add("f");
                })
            .build();

    RunResult result = runner.run(plan);

    assertThat(result.outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(outcomes(result)).containsExactly("a DONE", "b INTERRUPTED", "a UNDONE", "f DONE");
    assertThat(flags).containsExactly(false);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void interruptedThreadBeginsNoStep() {
    Thread.currentThread().interrupt();

    RunResult result = runner.run(Plan.builder().step(step("a").action(does("a"))).build());

    assertThat(result.outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(events).isEmpty();
  }

  @Test
  void errorThatAnInterruptionCausedIsAnInterruption() {
    RunResult result =
        runner.run(
            Plan.builder()
                .step(
                    step("a")
                        .action(
                            context -> {
                              Thread.currentThread().interrupt();
                              throw new EnvironmentException("the request was aborted");
                            }))
                .build());

    assertThat(result.outcome()).isEqualTo(Outcome.INTERRUPTED);
  }

  @Test
  void stepThatPausesBeyondItsDeadlineEndsThere() {
    Plan plan =
        Plan.builder()
            .step(
                step("slow")
                    .deadline(Duration.ofMinutes(5))
                    .undo(does("undo"))
                    .action(context -> context.time().sleep(Duration.ofHours(1))))
            .build();

    RunResult result = runner.run(plan);

    assertThat(result.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(result.message()).contains("'slow'").contains("5m");
    assertThat(time.elapsed()).isEqualTo(Duration.ofMinutes(5));
    assertThat(events).containsExactly("undo");
  }

  @Test
  void stepThatBlocksBeyondItsDeadlineIsInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    Plan plan =
        Plan.builder()
            .step(step("blocked").deadline(Duration.ofMillis(50)).action(context -> never.await()))
            .finalizer("f", does("f"))
            .build();

    RunResult result = runner.run(plan);

    assertThat(result.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(events).containsExactly("f");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void undoThatNeverEndsIsGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    PlanRunner impatient =
        new PlanRunner(
            time,
            new Random(1),
            ProgressListener.none(),
            Shield.ownThread(),
            Duration.ofMillis(50));

    RunResult result =
        impatient.run(
            Plan.builder()
                .step(
                    step("a")
                        .undo(context -> never.await())
                        .action(fails(new EnvironmentException("x"))))
                .build());

    assertThat(outcomes(result)).containsExactly("a FAILED", "a UNDO_FAILED");
    assertThat(result.steps().get(1).detail()).contains("50ms");
  }

  @Test
  void theListenerHearsFromWhenToWhenThingsArePutBack() {
    List<String> heard = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void stepStarted(String name, String description) {
            heard.add(name);
          }

          @Override
          public void cleanUpStarted() {
            heard.add("<");
          }

          @Override
          public void cleanUpEnded() {
            heard.add(">");
          }
        };

    new PlanRunner(time, new Random(1), listener)
        .run(
            Plan.builder()
                .step(step("a").undo(context -> {}).action(context -> {}))
                .step(step("b").action(fails(new EnvironmentException("x"))))
                .finalizer("last", context -> {})
                .build());

    assertThat(heard).containsExactly("a", "b", "<", "a", "last", ">");
  }

  @Test
  void waitGrowsWithinItsBoundsAndShowsProgress() {
    List<String> progress = new ArrayList<>();
    PlanRunner shown = new PlanRunner(time, new Random(1), progressInto(progress));
    Plan plan =
        Plan.builder()
            .step(
                step("wait")
                    .action(
                        context ->
                            context.await(
                                "the moon",
                                Duration.ofMinutes(1),
                                () -> time.elapsed().compareTo(Duration.ofSeconds(30)) >= 0)))
            .build();

    RunResult result = shown.run(plan);

    assertThat(result.outcome()).isEqualTo(Outcome.DONE);
    assertThat(time.pauses())
        .allSatisfy(
            pause -> assertThat(pause).isBetween(Duration.ofMillis(20), Duration.ofSeconds(2)));
    assertThat(time.pauses().get(0)).isLessThan(Duration.ofMillis(60));
    assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(32));
    assertThat(progress).hasSizeBetween(3, 8);
    assertThat(progress.get(0)).isEqualTo("wait: waiting for the moon (0ms of 1m)");
  }

  @Test
  void waitInVainNamesWhatItWaitedFor() {
    RunResult result =
        runner.run(
            Plan.builder()
                .step(
                    step("wait")
                        .action(
                            context ->
                                context.await("the moon", Duration.ofSeconds(90), () -> false)))
                .build());

    assertThat(result.failure()).containsInstanceOf(DeadlineException.class);
    assertThat(result.message()).contains("waited 1m30s for the moon");
    assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void waitIsCutToTheDeadlineOfItsStep() {
    RunResult result =
        runner.run(
            Plan.builder()
                .step(
                    step("wait")
                        .deadline(Duration.ofSeconds(10))
                        .action(
                            context -> context.await("the moon", Duration.ofHours(1), () -> false)))
                .build());

    assertThat(result.message()).contains("the moon");
    assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void notesAreKeptAndTheListenerHearsAll() {
    List<String> heard = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void stepStarted(String name, String description) {
            heard.add("start " + name + ": " + description);
          }

          @Override
          public void progress(String step, String message) {
            heard.add(step + ": " + message);
          }

          @Override
          public void stepEnded(StepReport step) {
            heard.add("end " + step.name() + " " + step.outcome());
          }
        };

    RunResult result =
        new PlanRunner(time, new Random(1), listener)
            .run(
                Plan.builder()
                    .step(
                        step("a")
                            .action(
                                context -> {
                                  context.progress("half");
                                  context.note("chose b");
                                }))
                    .build());

    assertThat(result.notes()).containsExactly("chose b");
    assertThat(heard).containsExactly("start a: does a", "a: half", "end a DONE");
  }

  @Test
  void listenerThatFailsStopsNothing() {
    ProgressListener broken =
        new ProgressListener() {
          @Override
          public void stepStarted(String name, String description) {
            throw new IllegalStateException("terminal closed");
          }
        };

    RunResult result =
        new PlanRunner(time, new Random(1), broken)
            .run(Plan.builder().step(step("a").action(does("a"))).build());

    assertThat(result.outcome()).isEqualTo(Outcome.DONE);
    assertThat(events).containsExactly("a");
  }

  @Test
  void dryRunShowsEveryBranchAndDoesNothing() {
    Plan left =
        Plan.builder()
            .step(
                step("l")
                    .check(
                        context -> {
                          throw new IllegalStateException("the role is not decided yet");
                        })
                    .action(does("l")))
            .finalizer("lf", does("lf"))
            .build();
    Plan right =
        Plan.builder().step(step("r").check(context -> Check.State.DONE).action(does("r"))).build();
    Map<String, Plan> branches = new LinkedHashMap<>();
    branches.put("left", left);
    branches.put("right", right);
    Plan plan =
        Plan.builder()
            .step(
                step("bad")
                    .check(
                        context -> {
                          throw new EnvironmentException("unreadable");
                        })
                    .action(does("bad")))
            .choice(
                step("decide").undo(does("undo")).action(does("decide")), () -> "left", branches)
            .finalizer("f", does("f"))
            .build();

    RunResult result = runner.dryRun(plan);

    assertThat(events).isEmpty();
    assertThat(result.outcome()).isEqualTo(Outcome.DONE);
    assertThat(outcomes(result))
        .containsExactly("bad PLANNED", "decide PLANNED", "l PLANNED", "r ALREADY_SO");
    assertThat(result.steps().stream().map(StepReport::detail))
        .containsExactly("cannot be checked now: unreadable", "", "", "");
    assertThat(result.steps().stream().map(StepReport::branch))
        .containsExactly(
            Optional.empty(), Optional.empty(), Optional.of("left"), Optional.of("right"));
  }

  private static ProgressListener progressInto(List<String> lines) {
    return new ProgressListener() {
      @Override
      public void progress(String step, String message) {
        lines.add(step + ": " + message);
      }
    };
  }

  private Step.Builder step(String name) {
    return Step.named(name).description("does " + name);
  }

  private Action does(String event) {
    return context -> events.add(event);
  }

  private static Action fails(RuntimeException failure) {
    return context -> {
      throw failure;
    };
  }

  private static List<String> outcomes(RunResult result) {
    return result.steps().stream().map(step -> step.name() + " " + step.outcome()).toList();
  }
}
