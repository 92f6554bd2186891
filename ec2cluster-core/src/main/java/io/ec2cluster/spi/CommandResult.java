package io.ec2cluster.spi;

import com.google.common.base.Splitter;
import java.time.Duration;
import java.util.List;

/**
 * How a program ended.
 *
 * @param exitCode its exit code; 128 + the signal if a signal ended it
 * @param timedOut whether it was ended because its time was over
 * @param output its standard output; only the last 256 KiB are kept
 * @param errors its standard error; likewise
 * @param elapsed how long it took
 */
public record CommandResult(
    int exitCode, boolean timedOut, String output, String errors, Duration elapsed) {
  /** Whether it ended by itself with exit code 0. */
  public boolean succeeded() {
    return exitCode == 0 && !timedOut;
  }

  /** The last lines of what it said, errors first, for messages. */
  public String lastWords(int lines) {
    String text = errors.isBlank() ? output : errors;
    List<String> all = Splitter.on('\n').splitToList(text.strip());
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }
}
