package io.ec2cluster.role;

import static io.ec2cluster.role.FaultyZone.Fault.LOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplicaPoolTest {
  private static final DnsName NAME = DnsName.of("replica.example.com");
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final FaultyZone zone = new FaultyZone();
  private final FakeTime time = new FakeTime();

  @Test
  void joiningTwiceIsOneMemberAndOneMoreRequest() throws InterruptedException {
    pool(MINUTE).join("i-1", "10.0.0.1");
    pool(MINUTE).join("i-1", "10.0.0.1");

    assertThat(zone.contents())
        .containsExactly(RecordSet.of(NAME, RecordType.A, MINUTE, "10.0.0.1").weighted("i-1", 10));
    assertThat(zone.requests()).isEqualTo(3);
  }

  @Test
  void aMemberWithANewAddressReplacesItsRecord() throws InterruptedException {
    pool(MINUTE).join("i-1", "10.0.0.1");
    pool(MINUTE).join("i-1", "10.0.0.9");

    assertThat(zone.contents())
        .singleElement()
        .satisfies(set -> assertThat(set.target()).contains("10.0.0.9"));
  }

  @Test
  void whoeverJoinsTakesTheTtlOfTheMembersBecauseWeightedSetsShareIt() throws InterruptedException {
    pool(MINUTE).join("i-1", "10.0.0.1");
    pool(Duration.ofSeconds(30)).join("i-2", "10.0.0.2");
    pool(Duration.ofSeconds(30)).join("i-2", "10.0.0.2");

    assertThat(zone.contents())
        .hasSize(2)
        .allSatisfy(set -> assertThat(set.ttl()).isEqualTo(MINUTE));
  }

  /** Found by the simulation: the TTL that stood against it was gone when it looked. */
  @Test
  void whatStoodAgainstAReplicaAndIsGoneDoesNotKeepItOut() throws InterruptedException {
    FaultyZone faulty = new FaultyZone();
    RecordSet other = RecordSet.of(NAME, RecordType.A, MINUTE, "10.0.0.1").weighted("i-1", 10);
    faulty.put(other);
    faulty.readsStale();

    pool(faulty, Duration.ofSeconds(30)).join("i-2", "10.0.0.2");

    assertThat(faulty.contents())
        .containsExactly(
            other, RecordSet.of(NAME, RecordType.A, MINUTE, "10.0.0.2").weighted("i-2", 10));
  }

  @Test
  void ownCommitIsFoundThoughTheFirstLookIsOutOfDate() throws InterruptedException {
    FaultyZone faulty = new FaultyZone();
    faulty.writing(FaultyZone.Fault.ECHO);
    faulty.readsStale();

    pool(faulty, MINUTE).join("i-1", "10.0.0.1");

    assertThat(faulty.contents()).hasSize(1);
    assertThat(faulty.sent()).hasSize(2);
  }

  @Test
  void aConflictThatNothingExplainsEndsWithIt() {
    FaultyZone faulty = new FaultyZone();
    faulty.put(RecordSet.of(NAME, RecordType.A, MINUTE, "10.0.0.1").weighted("i-1", 10));
    for (int i = 0; i < 99; i++) {
      faulty.readsStale();
    }
    ReplicaPool pool = pool(faulty, Duration.ofSeconds(30));

    assertThatThrownBy(() -> pool.join("i-2", "10.0.0.2"))
        .isInstanceOf(ChangeConflictException.class);
    assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aNameThatIsNoPoolIsRefusedAndShown() {
    zone.put(RecordSet.of(NAME, RecordType.A, MINUTE, "10.9.9.9"));

    assertThatThrownBy(() -> pool(MINUTE).join("i-1", "10.0.0.1"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("10.9.9.9")
        .hasMessageContaining("dns.replica-name");
  }

  @Test
  void aMemberLeavesAndTheOtherStaysAsItWas() throws InterruptedException {
    poolOf(1, 2);

    assertThat(leave(1)).isEqualTo(Departure.Kind.LEAVES);
    assertThat(zone.contents()).containsExactly(member(2));
    assertThat(leave(1)).isEqualTo(Departure.Kind.ABSENT);
  }

  @Test
  void theOnlyMemberStaysUnlessTheEmptyPoolIsAllowed() throws InterruptedException {
    poolOf(1);

    assertThat(leave(1)).isEqualTo(Departure.Kind.LAST);
    assertThat(zone.contents()).containsExactly(member(1));
    assertThat(pool(MINUTE).leave("i-1", ReplicaPoolTest::isFit, true))
        .isEqualTo(Departure.Kind.LEAVES);
    assertThat(zone.contents()).isEmpty();
  }

  @Test
  void aMemberThatIsNotFitIsNobodyToLeaveThePoolTo() throws InterruptedException {
    poolOf(1, 2, 3);

    Departure.Kind alone = pool(MINUTE).leave("i-1", set -> false, false);
    Departure.Kind left = pool(MINUTE).leave("i-1", set -> set.equals(member(3)), false);

    assertThat(alone).isEqualTo(Departure.Kind.LAST);
    assertThat(left).isEqualTo(Departure.Kind.LEAVES);
    assertThat(zone.contents()).containsExactly(member(2), member(3));
    assertThat(zone.sent().get(zone.sent().size() - 1).changes())
        .containsExactly(
            new Change.Delete(member(1)),
            new Change.Delete(member(3)),
            new Change.Create(member(3)));
  }

  @Test
  void twoLeaversCannotPassEachOther() throws InterruptedException {
    poolOf(1, 2);
    zone.before(() -> zone.apply(batchOf(pool(MINUTE).departure("i-2", ReplicaPoolTest::isFit))));

    assertThat(leave(1)).isEqualTo(Departure.Kind.LAST);
    assertThat(zone.contents()).containsExactly(member(1));
  }

  @Test
  void aMemberThatJoinsMeanwhileIsNoConflict() throws InterruptedException {
    poolOf(1, 2);
    zone.before(() -> zone.apply(ChangeBatch.commented("i-3 joins").create(member(3)).build()));

    assertThat(leave(1)).isEqualTo(Departure.Kind.LEAVES);
    assertThat(zone.contents()).hasSize(2);
  }

  @Test
  void aWitnessThatIsGoneIsReplacedByAnother() throws InterruptedException {
    poolOf(1, 2, 3);
    zone.before(() -> zone.apply(ChangeBatch.commented("i-2 leaves").delete(member(2)).build()));

    assertThat(leave(1)).isEqualTo(Departure.Kind.LEAVES);
    assertThat(zone.contents()).containsExactly(member(3));
    assertThat(time.pauses()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultyZone.Fault.class,
      names = {"LOST", "ANSWER_LOST", "ECHO"})
  void whatIsLostIsReadBack(FaultyZone.Fault fault) throws InterruptedException {
    poolOf(1, 2);

    zone.writing(fault);
    assertThat(leave(1)).isEqualTo(Departure.Kind.LEAVES);
    assertThat(zone.contents()).containsExactly(member(2));

    zone.writing(fault);
    pool(MINUTE).join("i-1", "10.0.0.1");
    assertThat(zone.contents()).containsExactly(member(1), member(2));
  }

  @Test
  void aZoneThatFailsAndFailsIsAnErrorAfterFewAttempts() throws InterruptedException {
    poolOf(1, 2);
    int before = zone.sent().size();
    zone.writing(LOST, LOST, LOST, LOST);

    assertThatThrownBy(() -> leave(1))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("the write failed");
    assertThat(zone.sent()).hasSize(before + 4);
    assertThat(zone.contents()).hasSize(2);
  }

  @Test
  void terminatedMembersGoTogetherAndNeverTheLast() throws InterruptedException {
    poolOf(1, 2, 3);
    Set<String> dead = Set.of("i-1", "i-3");
    Predicate<RecordSet> living = set -> set.equals(member(2));

    assertThat(pool(MINUTE).leave(pool(MINUTE).members(), dead, living, false))
        .isEqualTo(Departure.Kind.LEAVES);
    assertThat(zone.contents()).containsExactly(member(2));
    assertThat(pool(MINUTE).leave(pool(MINUTE).members(), Set.of("i-2"), living.negate(), false))
        .isEqualTo(Departure.Kind.LAST);
  }

  @RepeatedTest(20)
  void ofManyWhoLeaveAtOnceExactlyOneStays() throws Exception {
    FakeHostedZone shared = FakeHostedZone.of("example.com");
    int size = 6;
    List<Callable<Departure.Kind>> leavers = new ArrayList<>();
    for (int number = 1; number <= size; number++) {
      String self = "i-" + number;
      shared.put(member(number));
      ReplicaPool own =
          new ReplicaPool(shared, NAME, MINUTE, 10, new FakeTime(), new SplittableRandom(number));
      leavers.add(() -> own.leave(self, ReplicaPoolTest::isFit, false));
    }

    List<Departure.Kind> kinds = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      for (Future<Departure.Kind> kind : threads.invokeAll(leavers)) {
        kinds.add(kind.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(shared.contents()).hasSize(1);
    assertThat(kinds).filteredOn(Departure.Kind.LAST::equals).hasSize(1);
  }

  private void poolOf(int... numbers) throws InterruptedException {
    for (int number : numbers) {
      pool(MINUTE).join("i-" + number, "10.0.0." + number);
    }
  }

  private Departure.Kind leave(int number) throws InterruptedException {
    return pool(MINUTE).leave("i-" + number, ReplicaPoolTest::isFit, false);
  }

  private static boolean isFit(RecordSet any) {
    return true;
  }

  private static ChangeBatch batchOf(Departure departure) {
    return new ChangeBatch("part of a larger one", departure.changes());
  }

  private static RecordSet member(int number) {
    return RecordSet.of(NAME, RecordType.A, MINUTE, "10.0.0." + number).weighted("i-" + number, 10);
  }

  private ReplicaPool pool(Duration ttl) {
    return pool(zone, ttl);
  }

  private ReplicaPool pool(HostedZone zone, Duration ttl) {
    return new ReplicaPool(zone, NAME, ttl, 10, time, new SplittableRandom(1));
  }
}
