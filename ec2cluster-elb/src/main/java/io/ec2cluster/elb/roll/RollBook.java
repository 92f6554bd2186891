package io.ec2cluster.elb.roll;

import io.ec2cluster.RefusedException;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordStore;
import io.ec2cluster.coordination.StoredRecord;
import java.util.Optional;

/**
 * The record of the one roll of a fleet that is under way. Each write is conditional on what this
 * book read or wrote last: of two who go on with the same roll, one is refused. For one thread.
 */
public final class RollBook {
  private final RecordStore store;
  private final RecordKey key;
  private final int longestValue;
  private Optional<StoredRecord> seen = Optional.empty();

  /**
   * The roll below a key.
   *
   * @param longestValue how many characters the store's table keeps
   */
  public RollBook(RecordStore store, RecordKey key, int longestValue) {
    this.store = store;
    this.key = key;
    this.longestValue = longestValue;
  }

  /**
   * The roll that was left unfinished, or is under way elsewhere.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be read
   */
  public Optional<RollRecord> read() {
    seen = store.read(key);
    return seen.map(record -> RollText.parse(key.text(), record.value()));
  }

  /** Refuses a fleet whose roll would not fit into the record, before anything is begun. */
  public void requireRoom(RollRecord whole) {
    int length = RollText.of(whole).length();
    if (length > longestValue) {
      throw new RefusedException(
          "who is restarted in a roll of %d instances takes %d characters, and the %s keeps %d in a record: expected a smaller fleet, or coordination.provider: dynamodb"
              .formatted(whole.done().size(), length, store.id(), longestValue));
    }
  }

  /**
   * Writes what follows what was read or written last.
   *
   * @throws RefusedException if somebody else has written since
   * @throws io.ec2cluster.EnvironmentException if it is not known whether it was written
   */
  public void write(RollRecord next) throws InterruptedException {
    String text = RollText.of(next);
    Optional<StoredRecord> written =
        seen.isPresent() ? store.replace(seen.get(), text) : store.create(key, text);
    if (written.isEmpty()) {
      throw overtaken();
    }
    seen = written;
  }

  /**
   * Removes it.
   *
   * @throws RefusedException if somebody else has written since
   * @throws io.ec2cluster.EnvironmentException if it is not known whether it was removed
   */
  public void end() throws InterruptedException {
    if (seen.isPresent()) {
      if (!store.delete(seen.get())) {
        throw overtaken();
      }
      seen = Optional.empty();
    }
  }

  private RefusedException overtaken() {
    return new RefusedException(
        "somebody else goes on with this roll, or has ended it (record %s): nobody more is begun from here"
            .formatted(key.text()));
  }
}
