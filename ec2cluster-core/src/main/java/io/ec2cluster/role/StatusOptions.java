package io.ec2cluster.role;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.time.Duration;
import java.util.Optional;

/** The options of {@code status}. */
public record StatusOptions(
    @Setting(value = "ask again and again, until Ctrl-C", defaultValue = "false") boolean watch,
    @Setting(value = "pause between two times with --watch; at least 1s", defaultValue = "2s")
        Duration every) {
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** Validates the pause: Route 53 answers five requests a second to a whole account. */
  public StatusOptions {
    if (every.compareTo(LEAST) < 0) {
      throw new InvalidSettingException(
          "every",
          every.toMillis() + " ms: expected 1s or more, since each time every member is asked");
    }
  }

  /** Once. */
  public static StatusOptions once() {
    return new StatusOptions(false, Duration.ofSeconds(2));
  }

  /** The pause before the next time; empty where one answer is wanted. */
  public Optional<Duration> again() {
    return watch ? Optional.of(every) : Optional.empty();
  }
}
