package io.ec2cluster.elb.ledger;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordStore;
import io.ec2cluster.coordination.StoredRecord;
import java.util.Optional;

/**
 * The ledger of one load balancer as a record of the back end. Safe for use by several threads;
 * lost answers are settled by the store.
 */
public final class LedgerBook {
  private final RecordStore store;
  private final RecordKey key;
  private final int longestValue;

  /**
   * The ledger below a key.
   *
   * @param longestValue how many characters the store's table keeps
   */
  public LedgerBook(RecordStore store, RecordKey key, int longestValue) {
    this.store = store;
    this.key = key;
    this.longestValue = longestValue;
  }

  /**
   * A ledger as it was read, for a change that is conditional on it.
   *
   * @param ledger what it says; empty where there is no record yet
   * @param record the record behind it
   */
  public record Page(Ledger ledger, Optional<StoredRecord> record) {}

  /**
   * Reads it.
   *
   * @throws EnvironmentException if it cannot be read; never an empty one instead
   */
  public Page read() {
    return store
        .read(key)
        .map(record -> new Page(LedgerText.parse(key.text(), record.value()), Optional.of(record)))
        .orElseGet(() -> new Page(Ledger.empty(), Optional.empty()));
  }

  /**
   * Writes what follows a page, if nobody has written since. The record is never deleted, so that
   * its version only grows.
   *
   * @return whether it was written; false: read again
   * @throws RefusedException if it holds as many instances as fit
   * @throws EnvironmentException if it is not known whether it was written
   */
  public boolean write(Page seen, Ledger next) throws InterruptedException {
    String text = LedgerText.of(next);
    if (text.length() > longestValue) {
      throw new RefusedException(
          "the ledger %s has %d entries, and the %s keeps no more than %d characters (some %d instances): expected fewer at the same time, or coordination.provider: dynamodb; no option overrides this"
              .formatted(
                  key.text(),
                  seen.ledger().entries().size(),
                  store.id(),
                  longestValue,
                  LedgerText.capacity(longestValue, "i-0123456789abcdef0".length())));
    }
    Optional<StoredRecord> written =
        seen.record().isPresent()
            ? store.replace(seen.record().get(), text)
            : store.create(key, text);
    return written.isPresent();
  }
}
