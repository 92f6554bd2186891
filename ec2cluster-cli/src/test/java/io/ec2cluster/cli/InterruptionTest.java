package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptionTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(5);

  private final StringWriter err = new StringWriter();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void releaseTheWorker() {
    release.countDown();
  }

  @Test
  void operationThatHasEndedIsLeftAlone() {
    Interruption interruption = interruption(Thread.currentThread(), LONG, LONG);
    interruption.ended();

    interruption.run();

    assertThat(Thread.interrupted()).isFalse();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void operationThatEndsInOrderIsWaitedForInSilence() throws InterruptedException {
    Interruption[] interruption = new Interruption[1];
    Thread worker =
        new Thread(
            () -> {
              try {
                release.await();
              } catch (InterruptedException interrupted) {
                interruption[0].ended();
              }
            });
    interruption[0] = interruption(worker, LONG, LONG);
    worker.start();

    interruption[0].run();

    worker.join();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whoeverDoesNotEndIsNamedAndLeft() {
    Interruption interruption = interruption(new Thread(() -> {}), SHORT, SHORT);

    interruption.run();

    assertThat(err.toString())
        .isEqualTo(
            """
            ec2cluster: ending; waiting up to 0.0 s for 'clone'
            ec2cluster: 'clone' did not end in time; 'ec2cluster status' tells the state left
            """);
  }

  @Test
  void whatIsTakenBackIsWaitedForUntilItIsOver() {
    Interruption[] interruption = new Interruption[1];
    Iterator<Boolean> cleansUp = List.of(true, true, false).iterator();
    interruption[0] =
        new Interruption(
            new Thread(() -> {}),
            () -> Optional.of("clone"),
            () -> {
              boolean goesOn = cleansUp.next();
              if (!cleansUp.hasNext()) {
                interruption[0].ended();
              }
              return goesOn || !cleansUp.hasNext();
            },
            new PrintWriter(err),
            SHORT,
            SHORT);

    interruption[0].run();

    assertThat(cleansUp.hasNext()).as("asked until it was over").isFalse();
    assertThat(err.toString())
        .contains("must not be cut off")
        .doesNotContain("did not end in time");
  }

  private Interruption interruption(Thread worker, Duration silence, Duration patience) {
    return new Interruption(
        worker, () -> Optional.of("clone"), () -> false, new PrintWriter(err), silence, patience);
  }
}
