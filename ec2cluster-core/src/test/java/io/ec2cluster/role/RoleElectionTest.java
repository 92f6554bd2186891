package io.ec2cluster.role;

import static io.ec2cluster.role.FaultyZone.Fault.ANSWER_LOST;
import static io.ec2cluster.role.FaultyZone.Fault.ECHO;
import static io.ec2cluster.role.FaultyZone.Fault.LOST;
import static io.ec2cluster.role.Fixture.EMPTY;
import static io.ec2cluster.role.Fixture.NOT_ASKED;
import static io.ec2cluster.role.Fixture.NOT_PROVEN;
import static io.ec2cluster.role.Fixture.PRIMARY_DATA;
import static io.ec2cluster.role.Fixture.candidate;
import static io.ec2cluster.role.Fixture.host;
import static io.ec2cluster.role.Fixture.name;
import static io.ec2cluster.role.Fixture.owner;
import static io.ec2cluster.role.Fixture.record;
import static io.ec2cluster.role.Fixture.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoleElectionTest {
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  private final FaultyZone zone = new FaultyZone();
  private final FakeTime time = new FakeTime();
  private final List<String> progress = new ArrayList<>();

  @Test
  void firstNodeWinsAnEmptyZoneWithTwoRequests() throws InterruptedException {
    Decision.Won won = win(election(1, EMPTY, NOT_ASKED));

    assertThat(won.grounds()).isEqualTo(Verdict.Grounds.FOUND);
    assertThat(zone.record()).isEqualTo(won.tenure().record());
    assertThat(zone.primary()).isEmpty();
    assertThat(zone.requests()).isEqualTo(2);
  }

  @Test
  void viewToBeginWithSavesARequest() throws InterruptedException {
    RoleElection election = election(1, EMPTY, NOT_ASKED);

    election.decide(Optional.of(election.observe()), DEADLINE, progress::add);

    assertThat(zone.requests()).isEqualTo(2);
  }

  @Test
  void secondContenderBecomesReplicaWhenTheFirstHasPublished() throws InterruptedException {
    Tenure first = win(election(1, EMPTY, NOT_ASKED)).tenure();
    time.after(Duration.ofSeconds(20), () -> publish(first));

    Decision decision = decide(election(2, EMPTY, NOT_PROVEN));

    assertThat(decision).isInstanceOf(Decision.Lost.class);
    assertThat(((Decision.Lost) decision).leader().owner()).isEqualTo(owner(1));
    assertThat(time.elapsed()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    assertThat(progress).allSatisfy(text -> assertThat(text).contains("i-1"));
  }

  @Test
  void contenderThatLosesTheClaimByAMomentWaits() throws InterruptedException {
    RoleElection second = election(2, EMPTY, NOT_PROVEN);
    RoleView before = second.observe();
    Tenure first = win(election(1, EMPTY, NOT_ASKED)).tenure();
    time.after(Duration.ofSeconds(1), () -> publish(first));

    Decision decision = second.decide(Optional.of(before), DEADLINE, progress::add);

    assertThat(decision.role()).isEqualTo(Role.REPLICA);
    assertThat(zone.record().owner()).isEqualTo(owner(1));
  }

  @Test
  void claimantThatNeverPublishesIsNamedAtTheDeadline() throws InterruptedException {
    win(election(1, EMPTY, NOT_ASKED));

    assertThatThrownBy(() -> decide(election(2, EMPTY, NOT_PROVEN)))
        .isInstanceOf(DeadlineException.class)
        .hasMessageContaining("no role after 300 s")
        .hasMessageContaining("i-1 (host1.example.com:5432) has claimed the role")
        .hasMessageContaining("Running again is safe");
    assertThat(time.elapsed()).isEqualTo(DEADLINE);
    // 5 s apart at most on average: 300 s cost about 70 requests, not thousands.
    assertThat(time.pauses()).hasSizeBetween(50, 120);
  }

  @Test
  void refusalIsThrownWithItsReason() {
    zone.put(stored(record(RoleState.PUBLISHED, true)));

    assertThatThrownBy(() -> decide(election(1, EMPTY, NOT_ASKED)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("its data is gone");
    assertThat(zone.sent()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = FaultyZone.Fault.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void claimIsSettledByItsNonceWhateverHappensToTheAnswer(FaultyZone.Fault fault)
      throws InterruptedException {
    zone.writing(fault);

    Decision.Won won = win(election(1, EMPTY, NOT_ASKED));

    assertThat(won.grounds()).isEqualTo(Verdict.Grounds.FOUND);
    assertThat(zone.record()).isEqualTo(won.tenure().record());
    assertThat(zone.sent().stream().distinct()).as("the same batch, the same nonce").hasSize(1);
  }

  @Test
  void failedReadBackIsRetried() throws InterruptedException {
    zone.writing(ANSWER_LOST);
    RoleElection election = election(1, EMPTY, NOT_ASKED);
    RoleView view = election.observe();
    zone.readFails();

    Decision decision = election.decide(Optional.of(view), DEADLINE, progress::add);

    assertThat(decision.role()).isEqualTo(Role.PRIMARY);
    assertThat(zone.sent()).hasSize(2);
  }

  @Test
  void zoneThatGoesOnFailingEndsTheElectionSoon() {
    zone.writing(LOST, LOST, LOST, LOST, LOST, LOST);

    assertThatThrownBy(() -> decide(election(1, EMPTY, NOT_ASKED)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("the write failed");
    assertThat(zone.sent()).hasSize(4);
    assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void outOfDateReadAfterACommitLeadsToTheSameRole() throws InterruptedException {
    zone.writing(ECHO);
    RoleElection election = election(1, EMPTY, NOT_ASKED);
    RoleView view = election.observe();
    zone.readsStale();

    Decision.Won won = (Decision.Won) election.decide(Optional.of(view), DEADLINE, progress::add);

    assertThat(zone.record()).isEqualTo(won.tenure().record());
    assertThat(won.grounds().founds(won.tenure().record())).isTrue();
  }

  @Test
  void ownWriteFromBeforeACrashCannotArriveAfterTheClaimIsResumed() throws InterruptedException {
    Tenure before = win(election(1, EMPTY, NOT_ASKED)).tenure();
    zone.writing(LOST, LOST, LOST, LOST);
    assertThatThrownBy(before::release).isInstanceOf(EnvironmentException.class);
    ChangeBatch late = zone.sent().get(1);

    Decision.Won resumed = win(election(1, EMPTY, NOT_ASKED));

    assertThat(resumed.grounds()).isEqualTo(Verdict.Grounds.RESUME);
    assertThatThrownBy(() -> zone.apply(late)).isInstanceOf(ChangeConflictException.class);
    assertThat(zone.record()).isEqualTo(resumed.tenure().record());
  }

  @Test
  void predecessorsNameIsAdoptedInOneBatchThatKeepsIt() throws InterruptedException {
    RecordSet old = RecordSet.pointing(Fixture.NAMES.primary(), Duration.ofMinutes(5), host(1));
    zone.put(old);

    Decision.Won won = win(election(1, PRIMARY_DATA, NOT_ASKED));

    assertThat(won.grounds()).isEqualTo(Verdict.Grounds.ADOPT);
    assertThat(zone.sent()).hasSize(1);
    assertThat(zone.primary()).containsExactly(old);
    assertThat(zone.record().state()).isEqualTo(RoleState.PUBLISHED);
  }

  @Test
  void adoptionFailsIfTheNameMovesMeanwhile() throws InterruptedException {
    zone.put(name(host(1)));
    zone.before(() -> zone.put(name(host(2))));

    Decision decision = decide(election(1, PRIMARY_DATA, NOT_ASKED));

    assertThat(decision.role()).isEqualTo(Role.REPLICA);
    assertThat(zone.contents()).containsExactly(name(host(2)));
  }

  @Test
  void ttlChangedByHandIsCopiedFromWhatWasRead() throws InterruptedException {
    RoleRecord published = record(RoleState.PUBLISHED, true);
    zone.put(stored(published));
    zone.put(name(host(1)));
    zone.retime(Fixture.NAMES.record(), Duration.ofMinutes(5));

    Decision.Won won = win(election(1, PRIMARY_DATA, NOT_ASKED));

    assertThat(won.grounds()).isEqualTo(Verdict.Grounds.RETURN);
    assertThat(won.tenure().isPublished()).isTrue();
    assertThat(zone.record()).isEqualTo(won.tenure().record());
  }

  @Test
  void interruptedWaitEndsAtOnce() throws InterruptedException {
    win(election(1, EMPTY, NOT_ASKED));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> decide(election(2, EMPTY, NOT_PROVEN)))
        .isInstanceOf(InterruptedException.class);
  }

  private RoleElection election(int number, NodeData data, OwnerLiveness liveness) {
    return new RoleElection(
        zone,
        Fixture.NAMES,
        candidate(number, data),
        liveness,
        time,
        new SplittableRandom(number + 31L * zone.requests()));
  }

  private Decision decide(RoleElection election) throws InterruptedException {
    return election.decide(Optional.empty(), DEADLINE, progress::add);
  }

  private Decision.Won win(RoleElection election) throws InterruptedException {
    return (Decision.Won) decide(election);
  }

  private static void publish(Tenure tenure) {
    try {
      tenure.publish(Optional.of("sys-1"));
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
