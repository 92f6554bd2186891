package io.ec2cluster.elb.roll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.RefusedException;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordStore;
import io.ec2cluster.testing.FakeRecordTable;
import io.ec2cluster.testing.FakeTime;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RollBookTest {
  private static final RollRecord ROLL = RollRecord.begin("web", "i-1", 1);

  private final FakeRecordTable table = new FakeRecordTable();
  private int seed;
  private final RollBook book = book();

  @Test
  void keepsTheRollUntilItEnds() throws InterruptedException {
    assertThat(book.read()).isEmpty();
    book.write(ROLL);
    book.write(ROLL.withDone("i-1"));
    assertThat(book().read()).contains(ROLL.withDone("i-1"));

    book.end();

    assertThat(book().read()).isEmpty();
    book.write(ROLL);
    assertThat(book().read()).contains(ROLL);
  }

  @Test
  void ofTwoWhoBeginOneIsRefused() throws InterruptedException {
    RollBook other = book();
    book.read();
    other.read();
    book.write(ROLL);

    assertThatThrownBy(() -> other.write(ROLL.takenOverBy("i-2")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("elb/roll/web");
    assertThat(book().read()).contains(ROLL);
  }

  @Test
  void whoseRollWasTakenOverWritesNoMore() throws InterruptedException {
    book.write(ROLL);
    RollBook other = book();
    other.read();
    other.write(ROLL.takenOverBy("i-2"));

    assertThatThrownBy(() -> book.write(ROLL.withDone("i-1"))).isInstanceOf(RefusedException.class);
    assertThatThrownBy(book::end).isInstanceOf(RefusedException.class);
    assertThat(book().read()).contains(ROLL.takenOverBy("i-2"));
  }

  @Test
  void aFleetThatDoesNotFitIsRefusedWithWhatHoldsMore() {
    RollRecord whole = ROLL;
    for (int i = 0; i < 100; i++) {
      whole = whole.withDone("i-%017d".formatted(i));
    }
    RollRecord tooMany = whole;

    assertThatThrownBy(() -> book.requireRoom(tooMany))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("100 instances")
        .hasMessageContaining("dynamodb");
  }

  private RollBook book() {
    return new RollBook(
        new RecordStore(table, new FakeTime(), new Random(++seed)),
        RecordKey.of("elb", "roll", "web"),
        table.longestValue());
  }
}
