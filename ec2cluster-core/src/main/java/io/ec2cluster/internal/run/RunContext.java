package io.ec2cluster.internal.run;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Time;
import io.ec2cluster.internal.time.Durations;
import io.ec2cluster.internal.time.Pauses;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What a step has at hand while it runs, or a service between its plans. */
public final class RunContext implements StepContext {
  private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(5);

  private final String step;
  private final Time time;
  private final RandomGenerator random;
  private final ProgressListener listener;
  private final Consumer<String> notes;

  /**
   * A context without a deadline.
   *
   * @param step the step's name, for the listener
   * @param notes where lines for the report go
   */
  public RunContext(
      String step,
      Time time,
      RandomGenerator random,
      ProgressListener listener,
      Consumer<String> notes) {
    this.step = step;
    this.time = time;
    this.random = random;
    this.listener = listener;
    this.notes = notes;
  }

  /** The same, with a clock that pauses no longer than to a deadline. */
  RunContext bounded(Duration deadline) {
    return new RunContext(step, new BoundedTime(step, deadline, time), random, listener, notes);
  }

  @Override
  public Time time() {
    return time;
  }

  @Override
  public void progress(String message) {
    listener.progress(step, message);
  }

  @Override
  public void note(String message) {
    notes.accept(message);
  }

  @Override
  public void ending(boolean underWay) {
    if (underWay) {
      listener.cleanUpStarted();
    } else {
      listener.cleanUpEnded();
    }
  }

  @Override
  public void await(String what, Duration deadline, BooleanSupplier condition)
      throws InterruptedException {
    Duration bound = time instanceof BoundedTime own ? own.atMost(deadline) : deadline;
    long start = time.nanos();
    Pauses pauses = Pauses.betweenLooks(time, random, bound);
    Duration told = Duration.ZERO;
    while (!condition.getAsBoolean()) {
      Duration waited = Duration.ofNanos(time.nanos() - start);
      if (told.isZero() || waited.minus(told).compareTo(BETWEEN_PROGRESS) >= 0) {
        progress(
            "waiting for %s (%s of %s)"
                .formatted(what, Durations.text(waited), Durations.text(bound)));
        told = waited.plusNanos(1);
      }
      if (!pauses.pause()) {
        throw new DeadlineException(
            "waited %s for %s, in vain: running again is safe"
                .formatted(Durations.text(waited), what));
      }
    }
  }
}
