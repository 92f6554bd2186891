package io.ec2cluster.etcd.snapshot;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The section {@code etcd: snapshots}. */
public record SnapshotSettings(
    @Setting(value = "how often one is taken, on the leader's node", defaultValue = "30m")
        Duration every,
    @Setting("where they are kept: s3://BUCKET/PREFIX, or a directory") String to,
    @Setting(value = "how many are kept", defaultValue = "48") int keep) {
  /** Refuses what keeps nothing, and places that are none. */
  public SnapshotSettings {
    List<InvalidSettingException> found = new ArrayList<>();
    if (every.isNegative() || every.isZero()) {
      found.add(
          new InvalidSettingException(
              "every", "found " + every.toMillis() + "ms, expected more than 0s"));
    }
    if (keep < 1) {
      found.add(new InvalidSettingException("keep", "found " + keep + ", expected at least 1"));
    }
    if (SnapshotAddress.problem(to.replaceFirst("/$", "") + "/name").isPresent()) {
      found.add(
          new InvalidSettingException(
              "to", "found '%s', expected s3://BUCKET/PREFIX or a directory".formatted(to)));
    }
    InvalidSettingException.throwAll(found);
  }
}
