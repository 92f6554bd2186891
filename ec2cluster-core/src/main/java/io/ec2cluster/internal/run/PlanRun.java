package io.ec2cluster.internal.run;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.Outcome;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.Time;
import io.ec2cluster.spi.Action;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Choice;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.PlanItem;
import io.ec2cluster.spi.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One run of a plan. For one use, by one thread. */
final class PlanRun {
  private final Time time;
  private final RandomGenerator random;
  private final ProgressListener listener;
  private final Shield shield;
  private final Journal journal;
  private final Deque<Step> begun = new ArrayDeque<>();
  private final Deque<Plan.Finalizer> finalizers = new ArrayDeque<>();
  private Optional<Failure> failure = Optional.empty();
  private String failedStep = "";

  PlanRun(Time time, RandomGenerator random, ProgressListener listener, Shield shield) {
    this.time = time;
    this.random = random;
    this.listener = listener;
    this.shield = shield;
    this.journal = new Journal(time, listener);
  }

  RunResult run(Plan plan) {
    runItems(plan);
    // Cleared while we take back, and given back to the caller, who may still have to know of it.
    boolean interrupted = Thread.interrupted();
    listener.cleanUpStarted();
    if (failure.isPresent()) {
      begun.forEach(this::takeBack);
    }
    finalizers.forEach(this::finish);
    listener.cleanUpEnded();
    boolean wasInterrupted =
        failure.filter(first -> first.outcome() == Outcome.INTERRUPTED).isPresent();
    if (interrupted || wasInterrupted) {
      Thread.currentThread().interrupt();
    }
    return new RunResult(
        failure.map(Failure::outcome).orElse(Outcome.DONE),
        message(),
        journal.steps(),
        journal.notes(),
        failure.map(Failure::cause));
  }

  /** Whether all went well. */
  private boolean runItems(Plan plan) {
    plan.finalizers().forEach(finalizers::push);
    for (PlanItem item : plan.items()) {
      if (!runStep(item.step()) || (item instanceof Choice choice && !runBranch(choice))) {
        return false;
      }
    }
    return true;
  }

  private boolean runBranch(Choice choice) {
    Optional<Plan> branch = Optional.empty();
    try {
      String label = choice.chosen().get();
      branch = Optional.ofNullable(choice.branches().get(label));
      if (branch.isEmpty()) {
        throw new IllegalStateException(
            "no branch '" + label + "' among " + choice.branches().keySet());
      }
    } catch (RuntimeException | Error undecided) {
      fail(choice.step().name(), Failure.of(undecided, false));
    }
    return branch.isPresent() && runItems(branch.get());
  }

  private boolean runStep(Step step) {
    journal.begin(step.name(), step.description());
    RunContext context = context(step.name());
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (step.check().state(context) == Check.State.DONE) {
        journal.end(step.name(), step.description(), StepOutcome.ALREADY_SO, "");
        return true;
      }
      begun.push(step);
      act(step, context);
      journal.end(step.name(), step.description(), StepOutcome.DONE, "");
      return true;
    } catch (InterruptedException | RuntimeException | Error thrown) {
      Failure found = Failure.of(thrown, Thread.currentThread().isInterrupted());
      StepOutcome outcome =
          found.outcome() == Outcome.INTERRUPTED ? StepOutcome.INTERRUPTED : StepOutcome.FAILED;
      journal.end(step.name(), step.description(), outcome, found.message());
      fail(step.name(), found);
      return false;
    }
  }

  private static void act(Step step, RunContext context) throws InterruptedException {
    if (step.deadline().isEmpty()) {
      step.action().run(context);
      return;
    }
    Duration bound = step.deadline().get();
    StepDeadline deadline = StepDeadline.start(bound);
    try {
      step.action().run(context.bounded(bound));
    } catch (DeadlineException precise) {
      throw precise;
    } catch (InterruptedException | RuntimeException stopped) {
      if (deadline.end()) {
        throw BoundedTime.overdue(step.name(), bound);
      }
      throw stopped;
    } finally {
      // An action that was done when the alarm came is done.
      deadline.end();
    }
  }

  private void takeBack(Step step) {
    step.undo()
        .ifPresent(
            undo -> {
              String description = "take back: " + step.description();
              journal.begin(step.name(), description);
              Optional<Failure> failed = shielded(step.name(), undo);
              journal.end(
                  step.name(),
                  description,
                  failed.isEmpty() ? StepOutcome.UNDONE : StepOutcome.UNDO_FAILED,
                  failed.map(Failure::message).orElse(""));
            });
  }

  private void finish(Plan.Finalizer finalizer) {
    journal.begin(finalizer.name(), finalizer.name());
    Optional<Failure> failed = shielded(finalizer.name(), finalizer.action());
    journal.end(
        finalizer.name(),
        finalizer.name(),
        failed.isEmpty() ? StepOutcome.DONE : StepOutcome.FAILED,
        failed.map(Failure::message).orElse(""));
    failed.ifPresent(found -> fail(finalizer.name(), found));
  }

  private Optional<Failure> shielded(String name, Action action) {
    return shield.run(() -> action.run(context(name))).map(thrown -> Failure.of(thrown, false));
  }

  private RunContext context(String step) {
    return new RunContext(step, time, random, listener, journal::note);
  }

  /** The first failure is the one that counts; a later one stands in the steps alone. */
  private void fail(String step, Failure found) {
    if (failure.isEmpty()) {
      failure = Optional.of(found);
      failedStep = step;
    }
  }

  private String message() {
    if (failure.isEmpty()) {
      long done = journal.count(StepOutcome.DONE);
      long already = journal.count(StepOutcome.ALREADY_SO);
      return done == 0
          ? "already so: nothing was to be done"
          : "done: " + (done + already) + " steps, " + already + " of them already so";
    }
    StringBuilder text = new StringBuilder();
    text.append("'").append(failedStep).append("': ").append(failure.get().message());
    append(text, "taken back", StepOutcome.UNDONE);
    append(text, "NOT taken back", StepOutcome.UNDO_FAILED);
    return text.toString();
  }

  private void append(StringBuilder text, String label, StepOutcome outcome) {
    String names = journal.names(outcome);
    if (!names.isEmpty()) {
      text.append("; ").append(label).append(": ").append(names);
    }
  }
}
