package io.ec2cluster.cli;

import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.Report.StepReport;
import java.util.List;

/** A plan as {@code --dry-run} shows it: the steps in order, the steps of a branch indented. */
final class PlanText {
  private PlanText() {}

  /** The text of a dry run's steps; each names its branch in its detail. */
  static String of(List<StepReport> steps) {
    if (steps.isEmpty()) {
      return "nothing to do\n";
    }
    StringBuilder text = new StringBuilder();
    String branch = "";
    for (StepReport step : steps) {
      if (!step.detail().equals(branch)) {
        branch = step.detail();
        text.append(branch.isEmpty() ? "" : "  " + branch + ":\n");
      }
      text.append(branch.isEmpty() ? "" : "  ").append(line(step));
    }
    return text.toString();
  }

  private static String line(StepReport step) {
    String already = step.outcome() == StepOutcome.ALREADY_SO ? " (already so)" : "";
    String description = step.description().equals(step.name()) ? "" : ": " + step.description();
    return "  - " + step.name() + description + already + "\n";
  }
}
