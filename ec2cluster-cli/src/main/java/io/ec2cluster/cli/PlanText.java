package io.ec2cluster.cli;

import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.Report.StepReport;
import java.util.List;
import java.util.Optional;

/** A plan as {@code --dry-run} shows it: the steps in order, the steps of a branch indented. */
final class PlanText {
  private PlanText() {}

  /** The text of a dry run's steps. */
  static String of(List<StepReport> steps) {
    if (steps.isEmpty()) {
      return "nothing to do\n";
    }
    StringBuilder text = new StringBuilder();
    Optional<String> branch = Optional.empty();
    for (StepReport step : steps) {
      if (!step.branch().equals(branch)) {
        branch = step.branch();
        branch.ifPresent(label -> text.append("  if ").append(label).append(":\n"));
      }
      text.append(branch.isEmpty() ? "  - " : "    - ").append(line(step)).append('\n');
    }
    return text.toString();
  }

  private static String line(StepReport step) {
    String description = step.description().equals(step.name()) ? "" : ": " + step.description();
    String already = step.outcome() == StepOutcome.ALREADY_SO ? " (already so)" : "";
    String detail = step.detail().isEmpty() ? "" : " (" + step.detail() + ")";
    return step.name() + description + already + detail;
  }
}
