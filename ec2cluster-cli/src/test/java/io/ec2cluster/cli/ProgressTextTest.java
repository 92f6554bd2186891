package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.Time;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressTextTest {
  private final StringWriter err = new StringWriter();
  private final SteppingTime time = new SteppingTime();

  @Test
  void inLogsEveryStepThatEndedIsOneAsciiLine() {
    ProgressText progress = progress(false, false);

    progress.stepStarted("claim", "claim the role");
    progress.stepEnded(FakeCore.step("claim", "", StepOutcome.DONE, ""));
    progress.stepStarted("start", "start");
    progress.stepEnded(FakeCore.step("start", "", StepOutcome.FAILED, "port 5432 is taken"));
    progress.stepEnded(FakeCore.step("claim", "", StepOutcome.UNDO_FAILED, ""));

    assertThat(err.toString())
        .isEqualTo(
            """
            done: claim (1.2 s)
            failed: start (1.2 s): port 5432 is taken
            undo failed: claim (1.2 s)
            """);
  }

  @Test
  void inLogsTheMessagesOfStepAreThinnedOut() {
    ProgressText progress = progress(false, false);

    progress.stepStarted("wait", "");
    for (int second = 0; second < 25; second++) {
      progress.progress("wait", "no primary for " + second + " s");
      time.pass(Duration.ofSeconds(1));
    }

    assertThat(err.toString())
        .isEqualTo(
            """
            wait: no primary for 0 s
            wait: no primary for 10 s
            wait: no primary for 20 s
            """);
  }

  @Test
  void outsideOfStepsEveryMessageIsShown() {
    ProgressText progress = progress(false, false);

    progress.progress("demo", "node-1  primary\nnode-2  replica");
    progress.progress("demo", "done");

    assertThat(err.toString()).isEqualTo("node-1  primary\nnode-2  replica\ndone\n");
  }

  @Test
  void whatBackEndWaitsForIsShownWithTheStepThatRuns() {
    ProgressText progress = progress(false, false);

    progress.progress("Route 53", "Route 53 ListResourceRecordSets: throttled");
    progress.stepStarted("claim", "");
    progress.progress("Route 53", "Route 53 ChangeResourceRecordSets: throttled");

    assertThat(err.toString())
        .isEqualTo(
            """
            Route 53 ListResourceRecordSets: throttled
            claim: Route 53 ChangeResourceRecordSets: throttled
            """);
  }

  @Test
  void ofPlanThatIsOnlyShownNothingButItsWaitsAreShown() {
    WithoutSteps waits = new WithoutSteps(progress(false, false));

    waits.stepStarted("claim", "");
    waits.progress("Route 53", "Route 53 ListResourceRecordSets: throttled");
    waits.stepEnded(FakeCore.step("claim", "", StepOutcome.PLANNED, ""));

    assertThat(err.toString()).isEqualTo("Route 53 ListResourceRecordSets: throttled\n");
  }

  @Test
  void onTerminalTheRunningStepIsWrittenOver() {
    ProgressText progress = progress(true, false);

    progress.stepStarted("clone", "");
    progress.progress("clone", "12%\nof much");
    progress.progress("clone", "x".repeat(200));
    progress.stepEnded(FakeCore.step("clone", "", StepOutcome.DONE, ""));

    assertThat(err.toString())
        .isEqualTo(
            "\r\u001b[Kclone …\r\u001b[Kclone: 12% of much\r\u001b[Kclone: "
                + "x".repeat(72)
                + "\r\u001b[K✓ clone (1.2 s)\n");
  }

  @Test
  void coloursAreSeparateFromWritingOver() {
    ProgressText progress = progress(true, true);

    progress.stepEnded(FakeCore.step("start", "", StepOutcome.FAILED, "why"));

    assertThat(err.toString()).isEqualTo("\r\u001b[K\u001b[31m✗\u001b[0m start (1.2 s): why\n");
  }

  @Test
  void theStepThatRunsCanBeAsked() {
    ProgressText progress = progress(false, false);

    assertThat(progress.activity()).isEmpty();
    progress.stepStarted("clone", "");
    assertThat(progress.activity()).contains("clone");
    progress.stepEnded(FakeCore.step("clone", "", StepOutcome.DONE, ""));
    assertThat(progress.activity()).isEmpty();
  }

  private ProgressText progress(boolean interactive, boolean colours) {
    Terminal terminal =
        new Terminal(
            new PrintWriter(new StringWriter()), new PrintWriter(err), interactive, interactive);
    return new ProgressText(terminal, new Colours(colours), time);
  }

  /** A clock that only a test moves. */
  private static final class SteppingTime implements Time {
    private long nanos;

    void pass(Duration duration) {
      nanos += duration.toNanos();
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void sleep(Duration pause) {
      pass(pause);
    }
  }
}
