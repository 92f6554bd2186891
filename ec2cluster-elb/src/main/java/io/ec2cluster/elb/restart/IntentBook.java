package io.ec2cluster.elb.restart;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordStore;
import io.ec2cluster.coordination.StoredRecord;
import java.util.Optional;

/**
 * The intent of one instance as a record of the back end. One process at a time writes it: the
 * node's lock sees to that. Safe for use by several threads.
 */
public final class IntentBook {
  private final RecordStore store;
  private final RecordKey key;
  private final int longestValue;

  /**
   * The intent below a key.
   *
   * @param longestValue how many characters the store's table keeps
   */
  public IntentBook(RecordStore store, RecordKey key, int longestValue) {
    this.store = store;
    this.key = key;
    this.longestValue = longestValue;
  }

  /**
   * Whether there is a record, whatever it says.
   *
   * @throws EnvironmentException if it cannot be read
   */
  public boolean isThere() {
    return store.read(key).isPresent();
  }

  /**
   * What is to be put back; nothing where there is no record.
   *
   * @throws EnvironmentException if it cannot be read
   */
  public Intent read() {
    return store
        .read(key)
        .map(record -> IntentText.parse(key.text(), record.value()))
        .orElse(Intent.NOTHING);
  }

  /**
   * Writes it, or removes it where nothing is to be put back.
   *
   * @throws EnvironmentException if it is not known whether it was written
   */
  public void write(Intent intent) throws InterruptedException {
    Optional<StoredRecord> seen = store.read(key);
    if (intent.equals(Intent.NOTHING)) {
      if (seen.isPresent()) {
        require(store.delete(seen.get()));
      }
      return;
    }
    String text = IntentText.of(intent);
    if (text.length() > longestValue) {
      throw new RefusedException(
          "how this instance is in %d load balancers takes %d characters, and the %s keeps %d in a record: expected fewer load balancers, or coordination.provider: dynamodb"
              .formatted(intent.memberships().size(), text.length(), store.id(), longestValue));
    }
    if (seen.filter(record -> record.value().equals(text)).isPresent()) {
      return;
    }
    require(
        (seen.isPresent() ? store.replace(seen.get(), text) : store.create(key, text)).isPresent());
  }

  private void require(boolean written) {
    if (!written) {
      throw new EnvironmentException(
          "the record %s was written by somebody else meanwhile: another ec2cluster works for this instance elsewhere, or it was edited by hand. Nothing was taken out; run again"
              .formatted(key.text()));
    }
  }
}
