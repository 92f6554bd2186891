package io.ec2cluster.elb.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.Fraction;
import io.ec2cluster.elb.ledger.Ledger;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TurnRulesTest {
  private static final TurnRules RULES = rules(2, 3);
  private static final Ledger NOBODY = Ledger.empty();

  @Test
  void asManyLeaveAsTheFloorAllows() {
    FleetView six = healthy("a", "b", "c", "d", "e", "f");
    Ledger one = NOBODY.takeTurn("a", 1, 1);
    Ledger two = one.takeTurn("b", 2, 2);

    assertThat(RULES.mayLeave("b", one, six)).isInstanceOf(Verdict.Go.class);
    assertThat(RULES.mayLeave("c", two, six))
        .isEqualTo(
            new Verdict.Wait(
                "4 of 6 are in service and stay so, the floor is 4, 0 wait before this one"));
  }

  @Test
  void whoIsListedAsOutDoesNotCountWhateverTheAnswerSays() {
    FleetView late = healthy("a", "b", "c");
    FleetView gone = new FleetView(Set.of("b", "c"), Set.of("b", "c"), Set.of(), 0);
    Ledger ledger = NOBODY.keepOut("a", 1);

    assertThat(late.inService(ledger)).isEqualTo(2);
    assertThat(late.size(ledger)).isEqualTo(3);
    assertThat(gone.inService(ledger)).isEqualTo(2);
    assertThat(gone.size(ledger)).isEqualTo(3);
    assertThat(RULES.mayLeave("b", ledger, gone)).isInstanceOf(Verdict.Wait.class);
  }

  @Test
  void nobodyIsOvertakenAndWhoHasRoomDoesNotWait() {
    FleetView six = healthy("a", "b", "c", "d", "e", "f");
    Ledger queue = NOBODY.queue("a", 1, 1).queue("b", 2, 2).queue("c", 3, 3);

    assertThat(RULES.mayLeave("a", queue, six)).isInstanceOf(Verdict.Go.class);
    assertThat(RULES.mayLeave("b", queue, six)).isInstanceOf(Verdict.Go.class);
    assertThat(RULES.mayLeave("c", queue, six)).isInstanceOf(Verdict.Wait.class);
    assertThat(RULES.mayLeave("newcomer", queue, healthy("newcomer", "a", "b", "c", "d", "e")))
        .isInstanceOf(Verdict.Wait.class);
  }

  @Test
  void oneThatIsNotInServiceCostsNothingAndWaitsForNobody() {
    FleetView view = new FleetView(Set.of("a", "b", "c"), Set.of("a", "b"), Set.of(), 0);
    Ledger queue = NOBODY.queue("a", 1, 1);

    assertThat(RULES.mayLeave("c", queue, view)).isInstanceOf(Verdict.Go.class);
    assertThat(RULES.mayLeave("b", queue, view)).isInstanceOf(Verdict.Wait.class);
  }

  @Test
  void aFloorThatLetsNobodyLeaveIsSaidAtOnce() {
    assertThat(rules(67, 100).mayLeave("a", NOBODY, healthy("a", "b", "c")))
        .isInstanceOfSatisfying(
            Verdict.Never.class,
            never -> assertThat(never.words()).contains("a quorum of 2/3 or less would let one"));
    assertThat(RULES.mayLeave("a", NOBODY, healthy("a"))).isInstanceOf(Verdict.Never.class);
    assertThat(new TurnRules(RULES.quorum(), true).mayLeave("a", NOBODY, healthy("a")))
        .isInstanceOf(Verdict.Go.class);
  }

  @Test
  void theDesiredSizeCountsWhereFewerAreThere() {
    FleetView view = new FleetView(Set.of("a", "b"), Set.of("a", "b"), Set.of(), 3);

    assertThat(RULES.mayLeave("a", NOBODY, view)).isInstanceOf(Verdict.Wait.class);
  }

  /** Found by the exploration of two instances: b failed, was listed, and has recovered. */
  @Test
  void whoWasListedWhileHealthWasReadIsNotCountedOn() {
    FleetView three = healthy("a", "b", "c");
    Ledger before = NOBODY.takeTurn("a", 1, 1);
    Ledger after = before.takeTurn("b", 2, 2);

    assertThat(RULES.holds(before, three, before)).isTrue();
    assertThat(RULES.holds(before, three, after)).isFalse();
    assertThat(RULES.holds(after, three, before)).isFalse();
  }

  @Test
  void theyEndWhenTheyAreTerminatedAndGoneFromTheAnswer() {
    Ledger ledger = NOBODY.takeTurn("a", 1, 1).keepOut("b", 2).keepOut("c", 3).queue("d", 4, 4);
    FleetView view = new FleetView(Set.of("b"), Set.of(), Set.of("a", "b", "d"), 0);

    assertThat(RULES.gone(ledger, view)).containsExactly("a", "d");
  }

  private static FleetView healthy(String... ids) {
    Set<String> all = new TreeSet<>(Set.of(ids));
    return new FleetView(all, all, Set.of(), 0);
  }

  private static TurnRules rules(int part, int whole) {
    return new TurnRules(new Quorum(Fraction.of(part, whole), 1), false);
  }
}
