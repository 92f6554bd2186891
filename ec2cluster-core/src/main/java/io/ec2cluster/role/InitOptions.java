package io.ec2cluster.role;

import io.ec2cluster.config.Setting;
import java.time.Duration;
import java.util.Optional;

/** The options of {@code init}. */
public record InitOptions(
    @Setting("how long to wait for the role to be decided; by default the setting role-deadline")
        Optional<Duration> deadline,
    @Setting(
            value =
                "let a published primary that lost its data start without, where its engine can: its"
                    + " replicas lose theirs",
            defaultValue = "false")
        boolean acceptEmpty) {
  /** The defaults. */
  public static InitOptions defaults() {
    return new InitOptions(Optional.empty(), false);
  }
}
