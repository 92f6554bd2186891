package io.ec2cluster.role;

import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads the role record and the primary name in one request: the record's name stands below the
 * primary name, so that one listing answers both.
 */
final class RecordReader {
  private final HostedZone zone;
  private final RoleNames names;

  RecordReader(HostedZone zone, RoleNames names) {
    this.zone = zone;
    this.names = names;
  }

  RoleView read() {
    List<RecordSet> sets = zone.list(names.primary());
    Optional<RecordSet> stored =
        sets.stream().filter(set -> set.name().equals(names.record())).findFirst();
    List<RecordSet> primary =
        sets.stream().filter(set -> set.name().equals(names.primary())).toList();
    return new RoleView(stored, stored.map(RoleRecordText::read), primary);
  }
}
