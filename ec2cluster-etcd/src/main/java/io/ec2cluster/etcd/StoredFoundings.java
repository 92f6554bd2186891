package io.ec2cluster.etcd;

import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordStore;
import io.ec2cluster.coordination.StoredRecord;
import java.util.Optional;

/** The founding record as one of the back end's records. */
final class StoredFoundings implements Foundings {
  private final RecordStore store;
  private final RecordKey key;

  StoredFoundings(RecordStore store, RecordKey key) {
    this.store = store;
    this.key = key;
  }

  @Override
  public Optional<FoundingRecord> read() {
    return store.read(key).map(this::parsed);
  }

  @Override
  public boolean create(FoundingRecord first) throws InterruptedException {
    return store.create(key, FoundingText.of(first)).isPresent();
  }

  /** No record ever becomes again what it was: the one that reads the same is the one seen. */
  @Override
  public boolean replace(FoundingRecord seen, FoundingRecord next) throws InterruptedException {
    Optional<StoredRecord> now = store.read(key);
    return now.filter(stored -> parsed(stored).equals(seen)).isPresent()
        && store.replace(now.orElseThrow(), FoundingText.of(next)).isPresent();
  }

  private FoundingRecord parsed(StoredRecord stored) {
    return FoundingText.parse(key.text(), stored.value());
  }
}
