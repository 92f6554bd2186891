package io.ec2cluster.coordination;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.internal.write.ConditionalWrite;
import io.ec2cluster.internal.write.Nonces;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Reads and changes small records. An answer that was lost is settled by reading back: a writer
 * recognises its own commit by its nonce, and a write that is not there yet is sent again, the
 * same, until it is there or cannot be any more. Safe for use by several threads.
 */
public final class RecordStore {
  private final RecordTable table;
  private final Time time;
  private final RandomGenerator random;

  /**
   * A store over a table.
   *
   * @param random what nonces and pauses are drawn from; must be safe for several threads
   */
  public RecordStore(RecordTable table, Time time, RandomGenerator random) {
    this.table = table;
    this.time = time;
    this.random = random;
  }

  /** What holds the records, for messages. */
  public String id() {
    return table.id();
  }

  /**
   * The record as it stands there.
   *
   * @throws EnvironmentException if it cannot be read
   */
  public Optional<StoredRecord> read(RecordKey key) {
    return table.read(key);
  }

  /**
   * Writes a record where there is none.
   *
   * @param value printable ASCII, at most {@link RecordTable#longestValue} characters (1,500
   *     everywhere)
   * @return what was written; empty if another record is there
   * @throws EnvironmentException if it is not known which, after some 30 seconds of trying
   */
  public Optional<StoredRecord> create(RecordKey key, String value) throws InterruptedException {
    return write(Optional.empty(), new StoredRecord(key, value, 1, Nonces.fresh(random)));
  }

  /**
   * Changes a record that is still what it was when it was read.
   *
   * @return what was written; empty if another record is there, or none
   * @throws EnvironmentException if it is not known which, after some 30 seconds of trying
   */
  public Optional<StoredRecord> replace(StoredRecord seen, String value)
      throws InterruptedException {
    return write(
        Optional.of(seen),
        new StoredRecord(seen.key(), value, seen.version() + 1, Nonces.fresh(random)));
  }

  /**
   * Deletes a record that is still what it was when it was read.
   *
   * @return whether it is gone, by this call or by another; false if another record is there
   * @throws EnvironmentException if it is not known which, after some 30 seconds of trying
   */
  public boolean delete(StoredRecord seen) throws InterruptedException {
    Runnable attempt = () -> table.delete(seen);
    return settling(seen.key())
        .send(attempt, now -> now.filter(seen::isSameWrite).map(same -> attempt))
        .map(Optional::isEmpty)
        .orElse(true);
  }

  private Optional<StoredRecord> write(Optional<StoredRecord> seen, StoredRecord next)
      throws InterruptedException {
    if (next.value().length() > table.longestValue()) {
      throw new IllegalArgumentException(
          "the value of record %s has %d characters; the %s keeps %d at most"
              .formatted(next.key(), next.value().length(), table.id(), table.longestValue()));
    }
    Runnable attempt = () -> table.put(seen, next);
    Optional<Optional<StoredRecord>> instead =
        settling(next.key())
            .send(
                attempt, now -> mayStillCome(now, seen) ? Optional.of(attempt) : Optional.empty());
    boolean written = instead.isEmpty() || instead.get().filter(next::isSameWrite).isPresent();
    return written ? Optional.of(next) : Optional.empty();
  }

  /** Whether what was read is what the write is conditional on, or older than that: read late. */
  private static boolean mayStillCome(Optional<StoredRecord> now, Optional<StoredRecord> seen) {
    if (seen.isEmpty() || now.isEmpty()) {
      return seen.isEmpty() && now.isEmpty();
    }
    return now.get().isSameWrite(seen.get()) || now.get().version() < seen.get().version();
  }

  private ConditionalWrite<Optional<StoredRecord>> settling(RecordKey key) {
    return new ConditionalWrite<>(() -> table.read(key), time, random);
  }
}
