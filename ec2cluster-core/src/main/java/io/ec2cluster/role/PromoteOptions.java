package io.ec2cluster.role;

import io.ec2cluster.config.Setting;
import java.time.Duration;
import java.util.Optional;

/** The options of {@code promote}. */
public record PromoteOptions(
    @Setting("promote this node instead, by its instance id; needs 'remote' in the configuration")
        Optional<String> candidate,
    @Setting(
            "stop the old primary's instance first, where nothing proves that it is gone; ec2: StopInstances")
        Optional<String> fence,
    @Setting(
            value =
                "promote though the old primary may still write, or another replica has more; what it alone has is lost",
            defaultValue = "false")
        boolean force,
    @Setting("wait this long for a primary that hands its role over to this node")
        Optional<Duration> awaitOffer) {
  /** A promotion of this node without force or fence. */
  public static PromoteOptions plain() {
    return new PromoteOptions(Optional.empty(), Optional.empty(), false, Optional.empty());
  }

  /** One that waits for a handover. */
  public static PromoteOptions awaiting(Duration patience) {
    return new PromoteOptions(Optional.empty(), Optional.empty(), false, Optional.of(patience));
  }
}
