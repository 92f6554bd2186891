package io.ec2cluster.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.coordination.FaultyTable.Fault;
import io.ec2cluster.testing.FakeTime;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordStoreTest {
  private static final RecordKey KEY = RecordKey.of("etcd", "maindb", "founding");

  private final FaultyTable table = new FaultyTable();
  private final FakeTime time = new FakeTime();
  private final RecordStore store = new RecordStore(table, time, new Random(1));
  private final RecordStore other = new RecordStore(table.truth(), time, new Random(2));

  @ParameterizedTest
  @EnumSource(Fault.class)
  void creationIsOnesOwnWhateverBecameOfItsAnswer(Fault fault) throws Exception {
    table.writing(fault);

    Optional<StoredRecord> written = store.create(KEY, "mine");

    assertThat(written).isPresent().isEqualTo(table.truth().read(KEY));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void changeIsOnesOwnWhateverBecameOfItsAnswer(Fault fault) throws Exception {
    StoredRecord first = store.create(KEY, "first").orElseThrow();
    table.writing(fault, fault);

    Optional<StoredRecord> written = store.replace(first, "second");

    assertThat(written).isPresent().isEqualTo(table.truth().read(KEY));
    assertThat(written.get().version()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void deletionIsDoneWhateverBecameOfItsAnswer(Fault fault) throws Exception {
    StoredRecord first = store.create(KEY, "first").orElseThrow();
    table.writing(fault);

    assertThat(store.delete(first)).isTrue();
    assertThat(table.truth().read(KEY)).isEmpty();
  }

  @Test
  void sameValueOfAnotherWriterIsNotOnesOwn() throws Exception {
    StoredRecord theirs = other.create(KEY, "same").orElseThrow();

    assertThat(store.create(KEY, "same")).isEmpty();
    assertThat(table.truth().read(KEY)).contains(theirs);
  }

  @Test
  void lostRequestThatAnotherOvertakesIsNotWritten() throws Exception {
    StoredRecord first = store.create(KEY, "first").orElseThrow();
    table.writing(Fault.LOST).beforeRead(() -> replaced(first));

    assertThat(store.replace(first, "mine")).isEmpty();
    assertThat(table.truth().read(KEY).map(StoredRecord::value)).contains("theirs");
  }

  @Test
  void changeAndDeletionOfWhatIsAnotherNowDoNothing() throws Exception {
    StoredRecord first = store.create(KEY, "first").orElseThrow();
    replaced(first);

    assertThat(store.replace(first, "mine")).isEmpty();
    assertThat(store.delete(first)).isFalse();
    assertThat(table.truth().read(KEY).map(StoredRecord::value)).contains("theirs");
  }

  @Test
  void readThatIsOutOfDateDoesNotHideOnesOwnCommit() throws Exception {
    StoredRecord first = store.create(KEY, "first").orElseThrow();
    StoredRecord second = store.replace(first, "second").orElseThrow();
    table.writing(Fault.ANSWER_LOST).readsStale(Optional.of(second)).readsStale(Optional.of(first));

    Optional<StoredRecord> third = store.replace(second, "third");

    assertThat(third).isPresent().isEqualTo(table.truth().read(KEY));
  }

  @Test
  void tableThatKeepsFailingEndsItWithoutAnAnswer() {
    table.writing(Fault.LOST, Fault.LOST, Fault.LOST, Fault.LOST, Fault.LOST);

    assertThatThrownBy(() -> store.create(KEY, "mine"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("the request was lost");
    assertThat(table.sent()).isEqualTo(4);
  }

  @Test
  void writeWhoseOutcomeCannotBeReadIsNotCalledWritten() {
    table.writing(Fault.ANSWER_LOST).readsFail(10);

    assertThatThrownBy(() -> store.create(KEY, "mine")).isInstanceOf(EnvironmentException.class);
  }

  @Test
  void valueThatIsTooLongIsRefusedBeforeItIsSent() {
    assertThatThrownBy(() -> store.create(KEY, "x".repeat(1501)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1501 characters")
        .hasMessageContaining("1500 at most");
    assertThat(table.sent()).isZero();
  }

  private void replaced(StoredRecord seen) {
    try {
      assertThat(other.replace(seen, "theirs")).isPresent();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
