package io.ec2cluster.rds;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import io.ec2cluster.dns.DnsName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The section {@code pool} of a cluster: one name for all its replicas.
 *
 * @param name the name that readers use
 * @param ttl how long resolvers may keep an answer; a pool that has members keeps theirs
 * @param weight the weight of each replica
 */
record PoolSettings(
    @Setting("name that readers use, in the hosted zone of dns") DnsName name,
    @Setting(value = "how long resolvers may keep an answer", defaultValue = "60s") Duration ttl,
    @Setting(value = "weight of each replica, 0 to 255", defaultValue = "10") int weight) {
  private static final int HEAVIEST = 255;
  private static final Duration LONGEST_TTL = Duration.ofDays(1);

  /** Refuses what no record can have, and a TTL that a removal could not wait for. */
  PoolSettings {
    List<InvalidSettingException> found = new ArrayList<>();
    if (ttl.isNegative()
        || !ttl.equals(Duration.ofSeconds(ttl.toSeconds()))
        || ttl.compareTo(LONGEST_TTL) > 0) {
      found.add(
          new InvalidSettingException(
              "ttl", "found " + ttl.toMillis() + "ms, expected whole seconds, 0s to 1d"));
    }
    if (weight < 0 || weight > HEAVIEST) {
      found.add(
          new InvalidSettingException(
              "weight", "found " + weight + ", expected a weight from 0 to " + HEAVIEST));
    }
    InvalidSettingException.throwAll(found);
  }
}
