package io.ec2cluster.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A program that runs before or after a phase of an operation, or after one that failed. In the
 * file its command may stand for it: {@code before-start: [/opt/db/mount]}.
 *
 * @param command its argument vector, run as it stands, without a shell; empty: no hook
 * @param timeout how long it may take; {@code hooks.timeout} by default
 * @param policy what its failure means; by default {@link Policy#FAIL} before a phase, {@link
 *     Policy#WARN} elsewhere
 */
public record Hook(
    @Setting(value = "argument vector of the program", shorthand = true) List<String> command,
    @Setting("how long it may take; else hooks.timeout") Optional<Duration> timeout,
    @Setting("what its failure means: fail or warn; else fail before a phase, warn elsewhere")
        Optional<Policy> policy) {
  /** What the failure of a hook means. */
  public enum Policy {
    /** The operation fails, and takes back what it began. */
    FAIL,
    /** A note in the report. */
    WARN
  }

  /** Refuses a blank program and a time-out that is none. */
  public Hook {
    command = List.copyOf(command);
    if (!command.isEmpty() && command.get(0).isBlank()) {
      throw new InvalidSettingException(
          "command", "found a blank program, expected an argument vector such as [/opt/db/mount]");
    }
    timeout.ifPresent(given -> checkTimeout(given));
  }

  /** A command with the defaults. */
  public static Hook of(String... command) {
    return new Hook(List.of(command), Optional.empty(), Optional.empty());
  }

  /** The same with another policy. */
  public Hook with(Policy newPolicy) {
    return new Hook(command, timeout, Optional.of(newPolicy));
  }

  static void checkTimeout(Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new InvalidSettingException(
          "timeout", "found " + timeout + ", expected more than 0s, such as 1m");
    }
  }
}
