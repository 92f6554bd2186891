package io.ec2cluster.cli;

import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.Report.StepReport;
import java.util.List;

/** A plan as {@code --dry-run} shows it: the steps in order, the steps of a branch indented. */
final class PlanText {
  private static final String UNCHECKED = "cannot be checked now: ";

  private PlanText() {}

  /** The text of a dry run's steps. */
  static String of(List<StepReport> steps) {
    if (steps.isEmpty()) {
      return "nothing to do\n";
    }
    StringBuilder text = new StringBuilder();
    String branch = "";
    for (StepReport step : steps) {
      if (!branch(step).equals(branch)) {
        branch = branch(step);
        text.append(branch.isEmpty() ? "" : "  if " + branch + ":\n");
      }
      text.append(branch.isEmpty() ? "  - " : "    - ").append(line(step)).append('\n');
    }
    return text.toString();
  }

  private static String line(StepReport step) {
    String description = step.description().equals(step.name()) ? "" : ": " + step.description();
    String already = step.outcome() == StepOutcome.ALREADY_SO ? " (already so)" : "";
    String unchecked = unchecked(step).isEmpty() ? "" : " (" + unchecked(step) + ")";
    return step.name() + description + already + unchecked;
  }

  /** The branch: the detail of a dry run's step, up to why it could not be checked. */
  private static String branch(StepReport step) {
    String detail = step.detail();
    String branch = detail.substring(0, detail.length() - unchecked(step).length());
    return branch.endsWith("; ") ? branch.substring(0, branch.length() - 2) : branch;
  }

  private static String unchecked(StepReport step) {
    int start = step.detail().indexOf(UNCHECKED);
    return start < 0 ? "" : step.detail().substring(start);
  }
}
