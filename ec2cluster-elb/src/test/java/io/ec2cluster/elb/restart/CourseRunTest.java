package io.ec2cluster.elb.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.config.Fraction;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordStore;
import io.ec2cluster.elb.balancer.FleetSize;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Standby;
import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.ledger.Ledger;
import io.ec2cluster.elb.ledger.LedgerBook;
import io.ec2cluster.elb.turn.CourseTerms;
import io.ec2cluster.elb.turn.Move;
import io.ec2cluster.elb.turn.Quorum;
import io.ec2cluster.elb.turn.RestartCourse;
import io.ec2cluster.elb.turn.TurnRules;
import io.ec2cluster.spi.StepContext;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeRecordTable;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CourseRunTest {
  private static final int LONGEST = 1500;

  private final FakeTime time = new FakeTime();
  private final RecordStore store = new RecordStore(new FakeRecordTable(), time, new Random(1));
  private final FakeBalancer first = balancer("first");
  private final FakeBalancer second = balancer("second");
  private final StepContext step = FakeOperationContext.builder().time(time).build().progress();
  private final List<String> deeds = new ArrayList<>();
  private Duration restartedAt = Duration.ZERO;
  private final FakeStandby standby = new FakeStandby();
  private boolean wantsStandby;
  private boolean goesWell = true;
  private boolean flagged;

  private static FakeBalancer balancer(String name) {
    FakeBalancer balancer = new FakeBalancer(name);
    balancer.add("i-1", 80, 81);
    balancer.add("i-2", 80);
    balancer.add("i-3", 80);
    return balancer;
  }

  @Test
  void restartsAndPutsBackExactlyWhatWas() throws InterruptedException {
    Map<Membership, String> before = Map.copyOf(first.members);

    Move.Outcome outcome = run(RestartCourse::restart);

    assertThat(outcome).isEqualTo(Move.Outcome.BACK);
    assertThat(first.acts).containsExactly("out [i-1:80, i-1:81]", "in [i-1:80, i-1:81]");
    assertThat(second.acts).isEqualTo(first.acts);
    assertThat(first.members).containsExactlyInAnyOrderEntriesOf(before);
    assertThat(deeds).containsExactly("restarted");
    assertNothingIsLeft();
  }

  @Test
  void whatSomebodyTookOutIsRestartedAndStaysSo() throws InterruptedException {
    second.quiet = true;

    assertThat(run(RestartCourse::restart)).isEqualTo(Move.Outcome.BACK);

    assertThat(deeds).containsExactly("restarted");
    assertThat(second.acts).containsExactly("out [i-1:80, i-1:81]", "in [i-1:80, i-1:81]");
    assertNothingIsLeft();
  }

  @Test
  void theServiceIsStoppedNoSoonerThanRequestsMayStillCome() throws InterruptedException {
    run(RestartCourse::restart);

    assertThat(restartedAt).isBetween(Duration.ofSeconds(320), Duration.ofSeconds(322));
  }

  @Test
  void drainingEndsWithTheLastConnectionAndNotBeforeTheRemovalIsKnown()
      throws InterruptedException {
    first.connections = OptionalLong.of(0);
    second.connections = OptionalLong.of(0);

    run(RestartCourse::restart);

    assertThat(restartedAt).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(22));
  }

  @Test
  void waitsWhileOthersAreOutAndGivesUp() throws InterruptedException {
    out("i-2", Ledger::takeTurn);

    Move.Outcome outcome = run(RestartCourse::restart);

    assertThat(outcome).isEqualTo(Move.Outcome.NO_TURN);
    assertThat(first.acts).isEmpty();
    assertThat(ledger(first).entries()).extracting(Entry::id).containsExactly("i-2");
    assertThat(ledger(second).entries()).isEmpty();
  }

  /** EC2 says that it never heard of it, which it also says of one that has just been launched. */
  @Test
  void oneThatNobodyKnowsIsGoneOnceItHasBeenListedForHours() throws InterruptedException {
    out("i-9", Ledger::takeTurn);

    assertThat(run(RestartCourse::restart)).isEqualTo(Move.Outcome.NO_TURN);
    time.advance(Duration.ofHours(3));

    assertThat(run(RestartCourse::restart)).isEqualTo(Move.Outcome.BACK);
    assertThat(ledger(first).entries()).isEmpty();
  }

  @Test
  void aFailedRestartStaysOutUntilItIsRegistered() throws InterruptedException {
    goesWell = false;
    Map<Membership, String> before = Map.copyOf(first.members);

    assertThat(run(RestartCourse::restart)).isEqualTo(Move.Outcome.KEPT_OUT);
    assertThat(ledger(first).entries())
        .extracting(Entry::state)
        .containsExactly(Entry.State.KEPT_OUT);
    assertThat(run(RestartCourse::repair)).isEqualTo(Move.Outcome.BACK);
    assertThat(first.members).doesNotContainKey(Membership.of("i-1", 81));

    assertThat(run(RestartCourse::register)).isEqualTo(Move.Outcome.BACK);

    assertThat(first.members).containsExactlyInAnyOrderEntriesOf(before);
    assertNothingIsLeft();
  }

  @Test
  void isInStandbyWhileItIsOutAndNoLonger() throws InterruptedException {
    wantsStandby = true;

    assertThat(run(RestartCourse::restart)).isEqualTo(Move.Outcome.BACK);

    assertThat(deeds).containsExactly("enters web", "restarted", "leaves web");
    assertNothingIsLeft();
  }

  @Test
  void whatIsKeptOutStaysInStandbyUntilItIsRegistered() throws InterruptedException {
    wantsStandby = true;
    goesWell = false;

    assertThat(run(RestartCourse::restart)).isEqualTo(Move.Outcome.KEPT_OUT);
    assertThat(run(RestartCourse::repair)).isEqualTo(Move.Outcome.BACK);
    assertThat(standby.in).isTrue();

    wantsStandby = false;
    assertThat(run(RestartCourse::register)).isEqualTo(Move.Outcome.BACK);
    assertThat(standby.in).isFalse();
    assertNothingIsLeft();
  }

  /** Ended is what was begun, also where the setting has changed meanwhile. */
  @Test
  void whereverItDiesItsStandbyIsEnded() throws InterruptedException {
    boolean died = true;
    int inStandby = 0;
    for (int moves = 0; died; moves++) {
      wantsStandby = true;
      int[] left = {moves};
      Move next = course(RestartCourse::restart).advance(step, move -> left[0]-- == 0);
      died = !(next instanceof Move.Stop);
      inStandby += standby.in ? 1 : 0;
      wantsStandby = moves % 2 == 0;

      assertThat(run(moves % 3 == 0 ? RestartCourse::restart : RestartCourse::repair))
          .as("dead before %s", next)
          .isEqualTo(Move.Outcome.BACK);

      assertThat(standby.in).as("dead before %s", next).isFalse();
      assertNothingIsLeft();
    }
    assertThat(inStandby).as("deaths while it was in standby").isGreaterThan(2);
  }

  @Test
  void standbyOfSomebodyElseIsLeftAlone() throws InterruptedException {
    wantsStandby = true;
    standby.in = true;

    assertThat(run(RestartCourse::restart)).isEqualTo(Move.Outcome.BACK);

    assertThat(standby.in).isTrue();
    assertThat(deeds).containsExactly("restarted");
  }

  @Test
  void oneThatIsHalfInServiceStillCountsWhenItLeaves() throws InterruptedException {
    first.unhealthy.add(Membership.of("i-1", 81));
    first.unhealthy.add(Membership.of("i-3", 80));

    assertThat(run(RestartCourse::restart)).isEqualTo(Move.Outcome.NO_TURN);

    assertThat(first.acts).isEmpty();
  }

  @Test
  void oneThatIsNowhereIsRegisteredInTheUsualWay() throws InterruptedException {
    for (FakeBalancer balancer : List.of(first, second)) {
      balancer.members.values().removeIf("i-1"::equals);
    }

    assertThat(run(RestartCourse::restart)).isEqualTo(Move.Outcome.BACK);

    assertThat(first.members).containsKey(Membership.of("i-1", 80));
    assertThat(first.members).doesNotContainKey(Membership.of("i-1", 81));
    assertNothingIsLeft();
  }

  /** The process dies before each of its moves in turn; another one repairs. */
  @Test
  void whereverItDiesARepairPutsBackExactlyWhatWas() throws InterruptedException {
    Map<Membership, String> before = Map.copyOf(first.members);
    int deaths = 0;
    boolean died = true;
    while (died) {
      int moves = deaths;
      CourseRun dying = course(RestartCourse::restart);
      int[] left = {moves};
      Move next = dying.advance(step, move -> left[0]-- == 0);
      died = !(next instanceof Move.Stop);
      deaths++;

      assertThat(run(RestartCourse::repair))
          .as("dead before %s", next)
          .isEqualTo(Move.Outcome.BACK);

      assertThat(first.members).as("dead before %s", next).isEqualTo(before);
      assertThat(second.members).as("dead before %s", next).isEqualTo(before);
      assertThat(ledger(first).entries()).as("dead before %s", next).isEmpty();
      assertThat(ledger(second).entries()).as("dead before %s", next).isEmpty();
    }
    assertThat(deaths).isGreaterThan(25);
  }

  /** And the next restart after each of these deaths does the same before its own. */
  @Test
  void whereverItDiesTheNextRestartPutsBackFirst() throws InterruptedException {
    Map<Membership, String> before = Map.copyOf(first.members);
    for (int moves = 0; moves < 30; moves++) {
      int[] left = {moves};
      Move next = course(RestartCourse::restart).advance(step, move -> left[0]-- == 0);

      assertThat(run(RestartCourse::restart))
          .as("dead before %s", next)
          .isEqualTo(Move.Outcome.BACK);

      assertThat(first.members).as("dead before %s", next).isEqualTo(before);
      assertNothingIsLeft();
    }
  }

  @Test
  void aFlagThatAppearsWhileItWaitsLeavesEverythingAsItIs() throws InterruptedException {
    flagged = true;
    CourseRun run = course(RestartCourse::restart);

    assertThatThrownBy(() -> run.advance(step, move -> false))
        .isInstanceOf(EnvironmentException.class);

    assertThat(first.acts).isEmpty();
    assertThat(run(RestartCourse::repair)).isEqualTo(Move.Outcome.BACK);
    assertThat(ledger(first).entries()).isEmpty();
  }

  @Test
  void anIntentOfSomebodyElsesHandIsNotOverwrittenWithWhatIsOutNow() throws InterruptedException {
    goesWell = false;
    run(RestartCourse::restart);
    goesWell = true;

    run(RestartCourse::restart);

    assertThat(first.members).containsKey(Membership.of("i-1", 81));
  }

  private interface Listing {
    Ledger list(Ledger ledger, String id, long place, long now);
  }

  private void out(String id, Listing listing) throws InterruptedException {
    LedgerBook book = book(first);
    LedgerBook.Page page = book.read();
    assertThat(book.write(page, listing.list(page.ledger(), id, 1, time.now().getEpochSecond())))
        .isTrue();
  }

  private void assertNothingIsLeft() {
    assertThat(ledger(first).entries()).isEmpty();
    assertThat(ledger(second).entries()).isEmpty();
    assertThat(intents().read()).isEqualTo(Intent.NOTHING);
  }

  private Move.Outcome run(CourseRun.Beginning beginning) throws InterruptedException {
    return course(beginning).finish(step);
  }

  private CourseRun course(CourseRun.Beginning beginning) {
    List<Post> posts = List.of(new Post(first, book(first)), new Post(second, book(second)));
    CourseTerms terms =
        new CourseTerms(
            List.of("i-1", "i-1"),
            new TurnRules(new Quorum(Fraction.of(2, 3), 1), false),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5));
    return new CourseRun(
        new CourseRun.Parts(
            posts,
            terms,
            intents(),
            FleetSize.unknown(),
            standby,
            wantsStandby,
            new Draining(Optional.empty(), time),
            time,
            new Random(7)),
        beginning,
        new Deeds() {
          @Override
          public void beforeLeaving(StepContext running) {
            if (flagged) {
              throw new EnvironmentException("flagged");
            }
          }

          @Override
          public boolean restart(StepContext running) {
            deeds.add("restarted");
            restartedAt = time.elapsed();
            return goesWell;
          }
        });
  }

  /** A group in memory. */
  private final class FakeStandby implements Standby {
    private boolean in;

    @Override
    public Optional<String> group() {
      return in ? Optional.empty() : Optional.of("web");
    }

    @Override
    public void enter(String group, StepContext running) {
      if (!in) {
        deeds.add("enters " + group);
      }
      in = true;
    }

    @Override
    public void exit(String group, StepContext running) {
      if (in) {
        deeds.add("leaves " + group);
      }
      in = false;
    }
  }

  private IntentBook intents() {
    return new IntentBook(store, RecordKey.of("elb", "out", "i-1"), LONGEST);
  }

  private LedgerBook book(FakeBalancer balancer) {
    return new LedgerBook(store, balancer.id().ledger(), LONGEST);
  }

  private Ledger ledger(FakeBalancer balancer) {
    return book(balancer).read().ledger();
  }
}
