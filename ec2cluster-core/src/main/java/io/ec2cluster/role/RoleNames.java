package io.ec2cluster.role;

import io.ec2cluster.dns.DnsName;
import java.time.Duration;
import java.util.Optional;

/**
 * The names of a cluster and their TTLs.
 *
 * @param primary the name that points at the published primary
 * @param replica the name of the replica pool, where there is one
 * @param primaryTtl the TTL of the primary name
 * @param replicaTtl the TTL of the pool's records
 */
public record RoleNames(
    DnsName primary, Optional<DnsName> replica, Duration primaryTtl, Duration replicaTtl) {
  /** The label in front of the primary name under which the role record stands. */
  public static final String RECORD_LABEL = "_ec2cluster";

  /** The name of the role record. */
  public DnsName record() {
    return primary.child(RECORD_LABEL);
  }
}
