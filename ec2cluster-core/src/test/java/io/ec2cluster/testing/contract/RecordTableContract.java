package io.ec2cluster.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.Time;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordStore;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.coordination.StoredRecord;
import io.ec2cluster.dns.ChangeConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link RecordTable} keeps: founding records, ledgers and leases stand on it. Extend
 * it, and supply handles onto a table that is empty when a test begins.
 */
public abstract class RecordTableContract {
  private static final RecordKey KEY = RecordKey.of("etcd", "maindb", "founding");
  private static final RecordKey OTHER = RecordKey.of("etcd", "maindb", "join");
  private static final RecordKey ABOVE = RecordKey.of("etcd", "maindb");

  private RecordTable table;
  private RecordTable second;

  /** Another handle onto the table of this test. */
  protected abstract RecordTable open();

  /** How many write at the same time; few where requests are limited. */
  protected int contenders() {
    return 24;
  }

  @BeforeEach
  final void openTwice() {
    table = open();
    second = open();
  }

  @Test
  void whatWasWrittenIsReadThroughAnotherHandleAtOnce() {
    StoredRecord record = record(KEY, "{\"state\": \"forming\"}", 1, 1);

    table.put(Optional.empty(), record);

    assertThat(second.read(KEY)).contains(record);
  }

  @Test
  void recordsOfOtherKeysAreOthers() {
    table.put(Optional.empty(), record(KEY, "one", 1, 1));

    assertThat(table.read(OTHER)).isEmpty();
    assertThat(table.read(ABOVE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\"",
        "\\",
        "\\\" \\\\",
        "a=b \"c\" ${d} {{e}} %(f)s",
        "~!@#$^&*()';<>|`"
      })
  void everyPrintableValueComesBackAsItIs(String value) {
    StoredRecord record = record(KEY, value, 1, 1);

    table.put(Optional.empty(), record);

    assertThat(second.read(KEY)).contains(record);
  }

  @Test
  void valueOfTheGreatestLengthComesBackAsItIs() {
    StoredRecord record = record(KEY, "\"\\".repeat(table.longestValue() / 2), 1, 1);

    table.put(Optional.empty(), record);

    assertThat(second.read(KEY)).contains(record);
  }

  @Test
  void creationOverARecordIsAConflict() {
    StoredRecord first = record(KEY, "first", 1, 1);
    table.put(Optional.empty(), first);

    assertThatThrownBy(() -> second.put(Optional.empty(), record(KEY, "second", 1, 2)))
        .isInstanceOf(ChangeConflictException.class);
    assertThat(table.read(KEY)).contains(first);
  }

  @Test
  void changeOfWhatIsThereIsMadeAndOfWhatWasThereIsAConflict() {
    StoredRecord first = record(KEY, "first", 1, 1);
    StoredRecord next = record(KEY, "next", 2, 2);
    table.put(Optional.empty(), first);

    table.put(Optional.of(first), next);

    assertThat(second.read(KEY)).contains(next);
    assertThatThrownBy(() -> second.put(Optional.of(first), record(KEY, "late", 2, 3)))
        .isInstanceOf(ChangeConflictException.class);
    assertThatThrownBy(() -> second.delete(first)).isInstanceOf(ChangeConflictException.class);
    assertThat(second.read(KEY)).contains(next);
  }

  @Test
  void sameVersionOfAnotherWriterIsAConflict() {
    table.put(Optional.empty(), record(KEY, "same", 1, 1));
    StoredRecord another = record(KEY, "same", 1, 2);

    assertThatThrownBy(() -> table.put(Optional.of(another), record(KEY, "next", 2, 3)))
        .isInstanceOf(ChangeConflictException.class);
  }

  @Test
  void changeOfWhatIsNotThereIsAConflict() {
    StoredRecord never = record(KEY, "never", 1, 1);

    assertThatThrownBy(() -> table.put(Optional.of(never), record(KEY, "next", 2, 2)))
        .isInstanceOf(ChangeConflictException.class);
    assertThatThrownBy(() -> table.delete(never)).isInstanceOf(ChangeConflictException.class);
    assertThat(table.read(KEY)).isEmpty();
  }

  @Test
  void deletedRecordIsGoneAndMayBeCreatedAgain() {
    StoredRecord first = record(KEY, "first", 1, 1);
    StoredRecord again = record(KEY, "again", 1, 2);
    table.put(Optional.empty(), first);

    table.delete(first);

    assertThat(second.read(KEY)).isEmpty();
    second.put(Optional.empty(), again);
    assertThat(table.read(KEY)).contains(again);
  }

  @Test
  void ofManyFoundersExactlyOneFounds() throws Exception {
    List<Optional<StoredRecord>> results =
        atOnce(number -> store(number).create(KEY, "founder " + number));

    List<StoredRecord> won = results.stream().flatMap(Optional::stream).toList();
    assertThat(won).hasSize(1);
    assertThat(table.read(KEY)).isEqualTo(Optional.of(won.get(0)));
  }

  @Test
  void noCountOfManyWritersIsLost() throws Exception {
    store(0).create(KEY, "0");

    atOnce(number -> count(store(number)));

    assertThat(table.read(KEY).map(StoredRecord::value)).contains("" + contenders());
    assertThat(table.read(KEY).map(StoredRecord::version)).contains(contenders() + 1L);
  }

  private static StoredRecord count(RecordStore store) throws InterruptedException {
    while (true) {
      StoredRecord now = store.read(KEY).orElseThrow();
      Optional<StoredRecord> next =
          store.replace(now, Integer.toString(Integer.parseInt(now.value()) + 1));
      if (next.isPresent()) {
        return next.get();
      }
    }
  }

  private RecordStore store(int number) {
    return new RecordStore(open(), Time.system(), new Random(number));
  }

  private interface Contender<T> {
    T act(int number) throws InterruptedException;
  }

  private <T> List<T> atOnce(Contender<T> contender) throws Exception {
    int many = contenders();
    CyclicBarrier start = new CyclicBarrier(many);
    ExecutorService threads = Executors.newFixedThreadPool(many);
    try {
      List<Callable<T>> tasks = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        int number = i;
        tasks.add(
            () -> {
              start.await();
              return contender.act(number);
            });
      }
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static StoredRecord record(RecordKey key, String value, long version, int nonce) {
    return new StoredRecord(key, value, version, String.format("%016x", nonce));
  }
}
