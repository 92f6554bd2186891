package io.ec2cluster.cli;

import io.ec2cluster.Report.StepOutcome;
import java.util.Map;

/**
 * Colours, where they are wanted: on a terminal, unless {@code NO_COLOR} is set (no-color.org).
 *
 * @param wanted whether they are
 */
record Colours(boolean wanted) {
  private static final String GREEN = "32";
  private static final String RED = "31";
  private static final String YELLOW = "33";
  private static final String FAINT = "2";

  static Colours of(Terminal terminal, Map<String, String> environment) {
    return new Colours(
        terminal.interactive() && environment.getOrDefault("NO_COLOR", "").isEmpty());
  }

  /** Words about a step in the colour of how it ended. */
  String of(StepOutcome outcome, String words) {
    return switch (outcome) {
      case DONE -> paint(GREEN, words);
      case ALREADY_SO, PLANNED -> paint(FAINT, words);
      case FAILED, UNDO_FAILED -> paint(RED, words);
      case INTERRUPTED, UNDONE -> paint(YELLOW, words);
    };
  }

  /** Words that say that something went wrong. */
  String alarm(String words) {
    return paint(RED, words);
  }

  private String paint(String colour, String words) {
    return wanted ? "\u001b[" + colour + "m" + words + "\u001b[0m" : words;
  }
}
