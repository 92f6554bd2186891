package io.ec2cluster.etcd;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.time.Duration;

/** The options of {@code etcd upgrade}. */
record UpgradeOptions(
    @Setting(
            value = "every member, one after the other, through 'remote'; the leader last",
            defaultValue = "false")
        boolean all,
    @Setting(
            value = "how long a restarted member may take until it is one of the healthy again",
            defaultValue = "2m")
        Duration timeout) {
  /** Refuses a time that no member has. */
  UpgradeOptions {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new InvalidSettingException(
          "timeout", "found " + timeout.toMillis() + "ms, expected more than 0s");
    }
  }
}
