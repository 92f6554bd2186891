package io.ec2cluster.cli;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import io.ec2cluster.spi.Query;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/** Asks a query: once, or again and again where its answer is watched. */
final class Questioning {
  private final Presentation presentation;
  private final Subject subject;
  private final Time time;

  Questioning(Presentation presentation, Subject subject, Time time) {
    this.presentation = presentation;
    this.subject = subject;
    this.time = time;
  }

  /**
   * Shows the answer, the exit code of which it returns. Watching ends with the process; what goes
   * wrong then is shown, and asked again: that is what one watches for.
   *
   * @throws Ec2ClusterException if the first answer cannot be had
   */
  int exitCode(Supplier<Query.Answer> question) {
    Query.Answer first = question.get();
    if (first.again().isEmpty()) {
      return presentation.answer(subject, first);
    }
    Duration pause = first.again().get();
    presentation.watched(subject, first, now());
    while (true) {
      sleep(pause);
      try {
        presentation.watched(subject, question.get(), now());
      } catch (InterruptedOperationException ended) {
        throw ended;
      } catch (Ec2ClusterException failed) {
        presentation.failure(subject, Failure.of(failed));
      }
    }
  }

  private String now() {
    return time.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void sleep(Duration pause) {
    try {
      time.sleep(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedOperationException("watching ended", interrupted);
    }
  }
}
