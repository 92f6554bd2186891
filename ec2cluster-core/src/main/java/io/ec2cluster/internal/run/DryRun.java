package io.ec2cluster.internal.run;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.Outcome;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.Time;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Choice;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.PlanItem;
import io.ec2cluster.spi.Step;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Walks over a plan with its checks alone. For one use. */
final class DryRun {
  private final Time time;
  private final RandomGenerator random;
  private final ProgressListener listener;
  private final Journal journal;

  DryRun(Time time, RandomGenerator random, ProgressListener listener) {
    this.time = time;
    this.random = random;
    this.listener = listener;
    this.journal = new Journal(time, listener);
  }

  RunResult run(Plan plan) {
    try {
      show(plan, Optional.empty());
      return new RunResult(
          Outcome.DONE,
          "dry run: nothing was changed",
          journal.steps(),
          journal.notes(),
          Optional.empty());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new RunResult(
          Outcome.INTERRUPTED,
          "interrupted; it was a dry run: nothing was changed",
          journal.steps(),
          journal.notes(),
          Optional.of(interrupted));
    }
  }

  private void show(Plan plan, Optional<String> branch) throws InterruptedException {
    for (PlanItem item : plan.items()) {
      show(item.step(), branch);
      if (item instanceof Choice choice) {
        for (String label : choice.branches().keySet()) {
          Plan next = choice.branches().getOrDefault(label, Plan.empty());
          show(next, Optional.of(branch.map(outer -> outer + ", " + label).orElse(label)));
        }
      }
    }
  }

  private void show(Step step, Optional<String> branch) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    journal.begin(step.name(), step.description());
    StepOutcome outcome = StepOutcome.PLANNED;
    String detail = "";
    try {
      RunContext context = new RunContext(step.name(), time, random, listener, journal::note);
      if (step.check().state(context) == Check.State.DONE) {
        outcome = StepOutcome.ALREADY_SO;
      }
    } catch (RuntimeException failure) {
      detail = explained(failure, branch.isPresent());
    }
    journal.end(step.name(), step.description(), outcome, detail, branch);
  }

  /** In a branch, a check may stand on what the choice has not decided yet: no news. */
  private static String explained(RuntimeException failure, boolean inBranch) {
    if (failure instanceof Ec2ClusterException) {
      return "cannot be checked now: " + failure.getMessage();
    }
    return inBranch ? "" : "cannot be checked now: " + failure.getClass().getName();
  }
}
