package io.ec2cluster.role;

import io.ec2cluster.config.Setting;
import java.time.Duration;
import java.util.Optional;

/** The options of {@code handover}. */
public record HandoverOptions(
    @Setting("instance id of the replica that becomes the primary; by default the most advanced")
        Optional<String> to,
    @Setting(
            value = "how long the offer stands before this node takes it back",
            defaultValue = "1m")
        Duration deadline,
    @Setting(
            value =
                "the replica waits for the offer already, with promote --await-offer: it is not called",
            defaultValue = "false")
        boolean candidateWaits) {
  /** To the most advanced replica; the offer stands for a minute. */
  public static HandoverOptions plain() {
    return new HandoverOptions(Optional.empty(), Duration.ofMinutes(1), false);
  }
}
