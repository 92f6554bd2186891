package io.ec2cluster.cli;

import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.Report.StepReport;
import io.ec2cluster.Time;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/**
 * Shows people what an operation does: a line for every step that ended, and what a running step
 * says. On a terminal the running step has one line that is written over; elsewhere (a log) its
 * messages are thinned out. Outside of steps, where a service speaks, every message is shown.
 *
 * <p>{@link #activity()} and {@link #cleansUp()} may be asked by another thread.
 */
final class ProgressText implements ProgressListener {
  private static final Duration PAUSE_IN_LOGS = Duration.ofSeconds(10);
  private static final int LINE = 79;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final Terminal terminal;
  private final Colours colours;
  private final Time time;

  private volatile Optional<String> running = Optional.empty();
  private volatile boolean cleansUp;
  private String lastMessage = "";
  private long lastShown;

  ProgressText(Terminal terminal, Colours colours, Time time) {
    this.err = terminal.err();
    this.terminal = terminal;
    this.colours = colours;
    this.time = time;
  }

  /** The step that runs, for whoever has to wait for it. */
  Optional<String> activity() {
    return running;
  }

  /** Whether what it had begun is being taken back. */
  boolean cleansUp() {
    return cleansUp;
  }

  @Override
  public void cleanUpStarted() {
    cleansUp = true;
  }

  @Override
  public void cleanUpEnded() {
    cleansUp = false;
  }

  @Override
  public void stepStarted(String name, String description) {
    running = Optional.of(name);
    lastMessage = "";
    lastShown = time.nanos();
    transientLine(name + " …");
  }

  @Override
  public void progress(String step, String message) {
    if (running.isEmpty()) {
      line(message);
      return;
    }
    // A back end that speaks names its service, and not the step that has to wait for it.
    String text = running.get() + ": " + message;
    if (terminal.interactive()) {
      transientLine(text);
    } else if (!message.equals(lastMessage) && isDue()) {
      lastMessage = message;
      lastShown = time.nanos();
      line(text);
    }
  }

  @Override
  public void stepEnded(StepReport step) {
    running = Optional.empty();
    clear();
    String detail = step.detail().isBlank() ? "" : ": " + step.detail();
    line(colours.of(step.outcome(), lead(step)) + " " + step.name() + time(step) + detail);
  }

  private String lead(StepReport step) {
    return terminal.utf8() ? Words.sign(step.outcome()) : Words.of(step.outcome()) + ":";
  }

  private static String time(StepReport step) {
    return step.outcome() == StepOutcome.ALREADY_SO ? "" : " (" + Words.of(step.elapsed()) + ")";
  }

  private boolean isDue() {
    return lastMessage.isEmpty() || time.nanos() - lastShown >= PAUSE_IN_LOGS.toNanos();
  }

  private void transientLine(String text) {
    if (terminal.interactive()) {
      String oneLine = text.replace('\n', ' ');
      err.print(CLEAR + oneLine.substring(0, Math.min(LINE, oneLine.length())));
      err.flush();
    }
  }

  private void clear() {
    if (terminal.interactive()) {
      err.print(CLEAR);
    }
  }

  private void line(String text) {
    err.println(text);
    err.flush();
  }
}
