package io.ec2cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.internal.run.PlanRunner;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.spi.Action;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A simulated {@code kill -9} unwinds the real runner, and nothing of the run is done after it. */
class DeathTest {
  private final List<String> done = new ArrayList<>();

  @Test
  void nothingIsTakenBackOrFinishedAfterADeathInAStep() {
    ThrowingCallable run = () -> run(DeathTest::die, says("undo"));

    assertThatThrownBy(run).isInstanceOf(ProcessDeath.class);
    assertThat(done).isEmpty();
  }

  @Test
  void nothingIsFinishedAfterADeathInAnUndo() {
    ThrowingCallable run = () -> run(DeathTest::fail, DeathTest::die);

    assertThatThrownBy(run).isInstanceOf(ProcessDeath.class);
    assertThat(done).isEmpty();
  }

  @Test
  void violationsPassAsTheyAre() {
    ThrowingCallable run =
        () ->
            run(
                DeathTest::fail,
                ignored -> {
                  throw new Violation("a rule is broken");
                });

    assertThatThrownBy(run).isInstanceOf(Violation.class);
    assertThat(done).isEmpty();
  }

  @Test
  void theSameRunTakesBackAndFinishesAfterAFailure() {
    RunResult result = run(DeathTest::fail, says("undo"));

    assertThat(result.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(done).containsExactly("undo", "finalizer");
  }

  private RunResult run(Action last, Action undo) {
    Plan plan =
        Plan.builder()
            .step(Step.named("first").undo(undo).action(ignored -> {}))
            .step(Step.named("last").action(last))
            .finalizer("finalizer", says("finalizer"))
            .build();
    return new PlanRunner(
            new FakeTime(),
            new Random(1),
            ProgressListener.none(),
            Runnable::run,
            Duration.ofMinutes(1))
        .run(plan);
  }

  private Action says(String what) {
    return ignored -> done.add(what);
  }

  private static void die(Object context) {
    throw new ProcessDeath("killed");
  }

  private static void fail(Object context) {
    throw new EnvironmentException("failed");
  }
}
