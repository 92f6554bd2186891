package io.ec2cluster.elb.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.RefusedException;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordStore;
import io.ec2cluster.testing.FakeRecordTable;
import io.ec2cluster.testing.FakeTime;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerBookTest {
  private final FakeRecordTable table = new FakeRecordTable();
  private final LedgerBook book = book();

  @Test
  void whereThereIsNoRecordNobodyIsOut() {
    assertThat(book.read().ledger()).isEqualTo(Ledger.empty());
  }

  @Test
  void ofTwoWhoReadTheSameOneWrites() throws InterruptedException {
    LedgerBook.Page first = book.read();
    LedgerBook.Page second = book().read();

    assertThat(book.write(first, Ledger.empty().takeTurn("a", 1, 1))).isTrue();
    assertThat(book.write(second, Ledger.empty().takeTurn("b", 1, 1))).isFalse();

    LedgerBook.Page third = book.read();
    assertThat(third.ledger().out()).extracting(Entry::id).containsExactly("a");
    assertThat(book.write(third, third.ledger().takeTurn("b", 2, 2))).isTrue();
    assertThat(book.write(third, Ledger.empty())).isFalse();
    assertThat(book.read().ledger().out()).extracting(Entry::id).containsExactly("a", "b");
  }

  @Test
  void anEmptyLedgerIsStillARecord() throws InterruptedException {
    book.write(book.read(), Ledger.empty().takeTurn("a", 1, 1));
    LedgerBook.Page old = book.read();
    book.write(old, Ledger.empty());

    assertThat(book.read().record()).isPresent();
    assertThat(book.write(old, old.ledger())).isFalse();
  }

  @Test
  void aFullLedgerIsRefusedWithWhatHoldsMore() throws InterruptedException {
    Ledger full = Ledger.empty();
    for (int i = 0; i < 60; i++) {
      full = full.queue("i-%017d".formatted(i), i, i);
    }
    Ledger tooMany = full;

    assertThatThrownBy(() -> book.write(book.read(), tooMany))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("1500 characters")
        .hasMessageContaining("dynamodb");
    assertThat(book.read().record()).isEmpty();
  }

  private LedgerBook book() {
    return new LedgerBook(
        new RecordStore(table, new FakeTime(), new Random(1)),
        RecordKey.of("elb", "web"),
        table.longestValue());
  }
}
