package io.ec2cluster.testing;

import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.coordination.StoredRecord;
import io.ec2cluster.dns.ChangeConflictException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Small records in memory. Safe for use by several threads; one instance serves all nodes. */
public final class FakeRecordTable implements RecordTable {
  private final Map<RecordKey, StoredRecord> records = new HashMap<>();
  private int writes;

  @Override
  public String id() {
    return "fake table";
  }

  @Override
  public int longestValue() {
    return 1500;
  }

  @Override
  public boolean bearsHeartBeats() {
    return true;
  }

  @Override
  public synchronized Optional<StoredRecord> read(RecordKey key) {
    return Optional.ofNullable(records.get(key));
  }

  @Override
  public synchronized void put(Optional<StoredRecord> seen, StoredRecord next) {
    writes++;
    require(next.key(), seen);
    records.put(next.key(), next);
  }

  @Override
  public synchronized void delete(StoredRecord seen) {
    writes++;
    require(seen.key(), Optional.of(seen));
    records.remove(seen.key());
  }

  /** How often a change was asked for, refused ones included. */
  public synchronized int writes() {
    return writes;
  }

  private void require(RecordKey key, Optional<StoredRecord> seen) {
    Optional<StoredRecord> now = read(key);
    boolean same =
        seen.isPresent() ? now.filter(seen.get()::isSameWrite).isPresent() : now.isEmpty();
    if (!same) {
      throw new ChangeConflictException("record " + key + " is " + now + ", expected " + seen);
    }
  }
}
