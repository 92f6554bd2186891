package io.ec2cluster.internal.run;

import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.Report.StepReport;
import io.ec2cluster.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What ran and how it ended, told to the listener as it happens. Notes may come from any thread.
 */
final class Journal {
  private final Time time;
  private final ProgressListener listener;
  private final List<StepReport> steps = new ArrayList<>();
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private long started;

  Journal(Time time, ProgressListener listener) {
    this.time = time;
    this.listener = listener;
  }

  void begin(String name, String description) {
    started = time.nanos();
    listener.stepStarted(name, description);
  }

  void end(String name, String description, StepOutcome outcome, String detail) {
    end(name, description, outcome, detail, Optional.empty());
  }

  void end(
      String name,
      String description,
      StepOutcome outcome,
      String detail,
      Optional<String> branch) {
    Duration elapsed = Duration.ofNanos(time.nanos() - started);
    StepReport report = new StepReport(name, description, outcome, elapsed, detail, branch);
    steps.add(report);
    listener.stepEnded(report);
  }

  void note(String line) {
    notes.add(line);
  }

  List<StepReport> steps() {
    return steps;
  }

  List<String> notes() {
    synchronized (notes) {
      return List.copyOf(notes);
    }
  }

  /** The names of the steps that ended so, for messages; empty for none. */
  String names(StepOutcome outcome) {
    return steps.stream()
        .filter(step -> step.outcome() == outcome)
        .map(step -> "'" + step.name() + "'")
        .collect(Collectors.joining(", "));
  }

  long count(StepOutcome outcome) {
    return steps.stream().filter(step -> step.outcome() == outcome).count();
  }
}
