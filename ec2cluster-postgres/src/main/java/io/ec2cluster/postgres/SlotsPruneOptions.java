package io.ec2cluster.postgres;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.time.Duration;

/**
 * The options of {@code slots prune}.
 *
 * @param grace how long a slot must have been unused before it is dropped
 */
public record SlotsPruneOptions(
    @Setting(
            value = "how long a slot must have been unused before it is dropped",
            defaultValue = "24h")
        Duration grace) {
  /** Refuses a negative time. */
  public SlotsPruneOptions {
    if (grace.isNegative()) {
      throw new InvalidSettingException("grace", "found " + grace + ", expected 0s or more");
    }
  }
}
