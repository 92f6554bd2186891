package io.ec2cluster.role;

import io.ec2cluster.dns.RecordSet;

/** The written form of role records, for tests outside this package. */
public final class StoredRecords {
  private StoredRecords() {}

  /** As it stands in the zone. */
  public static RecordSet write(RoleNames names, RoleRecord record) {
    return RoleRecordText.write(names.record(), record);
  }

  /** As it was read. */
  public static RoleRecord read(RecordSet stored) {
    return RoleRecordText.read(stored);
  }
}
