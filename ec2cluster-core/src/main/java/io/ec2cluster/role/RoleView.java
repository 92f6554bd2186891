package io.ec2cluster.role;

import io.ec2cluster.dns.RecordSet;
import java.util.List;
import java.util.Optional;

/**
 * The role record and the primary name as one read of the zone showed them. It may be out of date
 * when it is used: every write is conditional on exactly what was read.
 *
 * @param stored the record as it stands in the zone, where there is one
 * @param record the same, read
 * @param primary the record sets of the primary name
 */
public record RoleView(
    Optional<RecordSet> stored, Optional<RoleRecord> record, List<RecordSet> primary) {
  /** Copies. */
  public RoleView {
    primary = List.copyOf(primary);
  }
}
