package io.ec2cluster.coordination;

import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import java.util.random.RandomGenerator;

/** What nodes agree by: records and leases of one back end. Safe for use by several threads. */
public final class Coordination {
  private final RecordTable table;
  private final RecordStore records;
  private final Leases leases;

  /**
   * Over a table.
   *
   * @param random must be safe for several threads
   */
  public Coordination(RecordTable table, Time time, RandomGenerator random) {
    this.table = table;
    this.records = new RecordStore(table, time, random);
    this.leases = new Leases(records, time, random);
  }

  /** The records. */
  public RecordStore records() {
    return records;
  }

  /**
   * The leases.
   *
   * @throws UsageException if the back end bears no heart-beats: Route 53, whose account answers
   *     five requests a second
   */
  public Leases leases() {
    if (!table.bearsHeartBeats()) {
      throw new UsageException(
          "coordination: provider: found the "
              + table.id()
              + ", which bears no heart-beats, and this needs leases; expected dynamodb (cloud: aws) or"
              + " local (cloud: local)");
    }
    return leases;
  }
}
