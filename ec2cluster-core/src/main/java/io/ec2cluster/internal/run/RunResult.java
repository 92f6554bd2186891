package io.ec2cluster.internal.run;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report.StepReport;
import java.util.List;
import java.util.Optional;

/**
 * How a plan ended.
 *
 * @param outcome the kind of outcome
 * @param message what happened and what state is left, in words
 * @param steps what ran, in order: steps, then what was taken back, then finalizers
 * @param notes what a person should know
 * @param failure what was thrown first, where something was
 */
public record RunResult(
    Outcome outcome,
    String message,
    List<StepReport> steps,
    List<String> notes,
    Optional<Throwable> failure) {
  /** Copies the lists. */
  public RunResult {
    steps = List.copyOf(steps);
    notes = List.copyOf(notes);
  }

  /** Nothing was run: the plan could not be made. */
  public static RunResult failedToPlan(Throwable thrown) {
    Failure failure = Failure.of(thrown, Thread.currentThread().isInterrupted());
    return new RunResult(
        failure.outcome(), failure.message(), List.of(), List.of(), Optional.of(thrown));
  }
}
