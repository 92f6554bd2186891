package io.ec2cluster.elb.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.elb.ledger.Entry.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final long NOW = 1_800_000_000L;

  @Test
  void whoComesFirstIsFirstWhateverTheirClocksSay() {
    Ledger ledger = Ledger.empty();
    ledger = ledger.queue("late-clock", ledger.nextPlace(NOW + 500), NOW + 500);
    ledger = ledger.queue("early-clock", ledger.nextPlace(NOW), NOW);

    assertThat(ledger.waiting()).extracting(Entry::id).containsExactly("late-clock", "early-clock");
    assertThat(ledger.waitingBefore("early-clock")).hasSize(1);
    assertThat(ledger.waitingBefore("late-clock")).isEmpty();
    assertThat(ledger.waitingBefore("newcomer")).hasSize(2);
  }

  @Test
  void aTurnThatIsGivenBackIsTheNextOneAgain() {
    Ledger queued = Ledger.empty().queue("a", 1, NOW).queue("b", 2, NOW).queue("c", 3, NOW);

    Ledger taken = queued.takeTurn("a", 99, NOW + 1);
    Ledger withdrawn = taken.withdraw("a", NOW + 2);

    assertThat(taken.out()).containsExactly(new Entry("a", State.RESTARTING, 1, NOW + 1));
    assertThat(taken.waitingBefore("b")).isEmpty();
    assertThat(withdrawn.waiting()).extracting(Entry::id).containsExactly("a", "b", "c");
    assertThat(withdrawn.find("a")).contains(new Entry("a", State.WAITING, 1, NOW + 2));
  }

  @Test
  void whoIsKeptOutIsNotPutBackByAWithdrawal() {
    Ledger kept = Ledger.empty().takeTurn("a", 1, NOW).keepOut("a", NOW + 1);

    assertThat(kept.withdraw("a", NOW + 2)).isEqualTo(kept);
    assertThat(kept.keepOut("a", NOW + 2)).isEqualTo(kept);
    assertThat(kept.out()).extracting(Entry::state).containsExactly(State.KEPT_OUT);
    assertThat(kept.end("a")).isEqualTo(Ledger.empty());
  }

  @Test
  void whatChangesNothingIsEqual() {
    Ledger ledger = Ledger.empty().queue("a", 1, NOW);

    assertThat(ledger.queue("a", 7, NOW + 9)).isEqualTo(ledger);
    assertThat(ledger.end("b")).isEqualTo(ledger);
    assertThat(ledger.withdraw("a", NOW + 9)).isEqualTo(ledger);
  }

  @Test
  void anInstanceHasOneEntry() {
    Entry entry = new Entry("a", State.WAITING, 1, NOW);

    assertThatThrownBy(() -> new Ledger(List.of(entry, entry.as(State.RESTARTING, NOW))))
        .hasMessageContaining("two entries of a");
  }
}
