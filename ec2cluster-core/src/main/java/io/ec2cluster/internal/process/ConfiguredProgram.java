package io.ec2cluster.internal.process;

import com.google.common.base.Splitter;
import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.internal.config.DurationText;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program that the configuration names.
 *
 * @param setting the setting that names it, for messages
 * @param arguments its argument vector; empty if it is not configured
 * @param timeout how long it may take
 * @param timeoutSetting the setting that says so, for messages
 */
public record ConfiguredProgram(
    String setting, List<String> arguments, Duration timeout, String timeoutSetting) {
  private static final int NOTED_LINES = 20;
  private static final int LAST_WORDS = 10;

  /** Whether the settings name it. */
  public boolean isGiven() {
    return !arguments.isEmpty();
  }

  /**
   * Runs it to success; its last lines become notes of the report.
   *
   * @throws DeadlineException if it took too long
   * @throws EnvironmentException if it could not be started, or failed
   */
  public void run(Commands commands, Map<String, String> environment, StepContext step)
      throws InterruptedException {
    CommandResult result = ask(commands, environment);
    if (result.timedOut()) {
      throw new DeadlineException(
          this
              + " did not end within "
              + DurationText.format(timeout)
              + " ("
              + timeoutSetting
              + ") and was ended, with what it had started"
              + lastWords(result));
    }
    if (result.exitCode() != 0) {
      throw new EnvironmentException(
          this
              + " ended with exit code "
              + result.exitCode()
              + ": expected 0"
              + lastWords(result)
              + ". Correct the cause and run the same command again");
    }
    note(result.output(), step);
    note(result.errors(), step);
  }

  /** Runs it, whatever its exit code. */
  public CommandResult ask(Commands commands, Map<String, String> environment)
      throws InterruptedException {
    return commands.run(Command.of(arguments).withEnvironment(environment).within(timeout));
  }

  private void note(String output, StepContext step) {
    List<String> lines =
        Splitter.on('\n').splitToStream(output).filter(line -> !line.isBlank()).toList();
    lines
        .subList(Math.max(0, lines.size() - NOTED_LINES), lines.size())
        .forEach(line -> step.note(setting + ": " + line));
  }

  private static String lastWords(CommandResult result) {
    String words = result.lastWords(LAST_WORDS);
    return words.isBlank() ? "; it said nothing" : "; its last words: " + words;
  }

  /** For messages and plans: setting and arguments. */
  @Override
  public String toString() {
    return setting + " " + arguments;
  }
}
