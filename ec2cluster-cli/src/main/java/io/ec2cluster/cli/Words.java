package io.ec2cluster.cli;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report.StepOutcome;
import java.time.Duration;

/** How results are put into words. */
final class Words {
  private Words() {}

  /** What stands before the message of a command that did not succeed. */
  static String of(Outcome outcome) {
    return switch (outcome) {
      case DONE -> "done";
      case INTERNAL_ERROR -> "internal error";
      case BAD_USAGE -> "error";
      case REFUSED -> "refused";
      case NOT_REACHED -> "not reached in time";
      case ENVIRONMENT_FAILED -> "failed";
      case INTERRUPTED -> "interrupted";
    };
  }

  /** How a step ended. */
  static String of(StepOutcome outcome) {
    return KebabCase.of(outcome).replace('-', ' ');
  }

  /** A sign for it, where the terminal can show it. */
  static String sign(StepOutcome outcome) {
    return switch (outcome) {
      case DONE -> "✓";
      case ALREADY_SO -> "=";
      case PLANNED -> "•";
      case FAILED, UNDO_FAILED -> "✗";
      case INTERRUPTED -> "!";
      case UNDONE -> "↶";
    };
  }

  /**
   * A time that has passed: {@code 0.2 s}, {@code 4 min 10 s}. Without a Formatter, which loads the
   * locales for a decimal point: 5 ms of every start.
   */
  static String of(Duration elapsed) {
    if (elapsed.toMinutes() > 0) {
      return elapsed.toMinutes() + " min " + elapsed.toSecondsPart() + " s";
    }
    long tenths = (elapsed.toMillis() + 50) / 100;
    return tenths / 10 + "." + tenths % 10 + " s";
  }
}
