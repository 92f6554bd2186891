package io.ec2cluster.role;

import static io.ec2cluster.role.FaultyZone.Fault.ANSWER_LOST;
import static io.ec2cluster.role.FaultyZone.Fault.ECHO;
import static io.ec2cluster.role.FaultyZone.Fault.LOST;
import static io.ec2cluster.role.Fixture.EMPTY;
import static io.ec2cluster.role.Fixture.NOT_ASKED;
import static io.ec2cluster.role.Fixture.PRIMARY_DATA;
import static io.ec2cluster.role.Fixture.candidate;
import static io.ec2cluster.role.Fixture.host;
import static io.ec2cluster.role.Fixture.name;
import static io.ec2cluster.role.Fixture.owner;
import static io.ec2cluster.role.Fixture.record;
import static io.ec2cluster.role.Fixture.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TenureTest {
  private static final Optional<String> IDENTITY = Optional.of("sys-1");

  private final FaultyZone zone = new FaultyZone();
  private final FakeTime time = new FakeTime();

  @Test
  void publishingWritesRecordAndNameInOneBatch() throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));

    tenure.publish(IDENTITY);

    assertThat(zone.sent()).hasSize(2);
    assertThat(zone.primary()).containsExactly(name(host(1)));
    assertThat(zone.record()).isEqualTo(tenure.record());
    assertThat(tenure.record().state()).isEqualTo(RoleState.PUBLISHED);
    assertThat(tenure.record().everPublished()).isTrue();
    assertThat(tenure.record().dataIdentity()).isEqualTo(IDENTITY);
    assertThat(tenure.record().publishedAt()).contains(FakeTime.START);
    assertThat(tenure.isPublished()).isTrue();
  }

  @Test
  void firstInitCostsThreeRequests() throws InterruptedException {
    won(candidate(1, EMPTY)).publish(IDENTITY);

    assertThat(zone.requests()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(value = FaultyZone.Fault.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void publicationIsSettledByItsNonceWhateverHappensToTheAnswer(FaultyZone.Fault fault)
      throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    zone.writing(fault);

    tenure.publish(IDENTITY);

    assertThat(zone.record()).isEqualTo(tenure.record());
    assertThat(tenure.isPublished()).isTrue();
  }

  @Test
  void publishingAgainAfterAnUnknownOutcomeFindsItsOwnCommit() throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    zone.writing(ANSWER_LOST);
    zone.readFails().readFails().readFails().readFails();
    assertThatThrownBy(() -> tenure.publish(IDENTITY)).isInstanceOf(EnvironmentException.class);

    tenure.publish(IDENTITY);

    assertThat(tenure.isPublished()).isTrue();
    assertThat(zone.record().nonce()).isEqualTo(tenure.record().nonce());
  }

  @Test
  void nameTakenBeforePublishRefusesAndTheClaimCanBeGivenBack() throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    zone.put(name("elsewhere.example.com"));

    assertThatThrownBy(() -> tenure.publish(IDENTITY))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("elsewhere.example.com")
        .hasMessageContaining("is taken by something that ec2cluster did not write")
        .hasMessageContaining("expected no such name");
    assertThat(tenure.release()).isTrue();

    assertThat(zone.record().state()).isEqualTo(RoleState.FREE);
    assertThat(zone.record().everPublished()).isFalse();
    assertThat(zone.primary()).containsExactly(name("elsewhere.example.com"));
  }

  @Test
  void textThatACnameCannotStandBesideRefuses() throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    zone.put(
        RecordSet.of(
            Fixture.NAMES.primary(), RecordType.TXT, Duration.ofSeconds(60), "\"verified\""));

    assertThatThrownBy(() -> tenure.publish(IDENTITY))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("verified");
    assertThat(time.elapsed()).isZero();
  }

  @Test
  void publishLostToAnotherOwnerRefusesAndNamesIt() throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    zone.put(stored(tenure.record().change().nextEpoch().owner(owner(2)).nonce("bb").build()));

    assertThatThrownBy(() -> tenure.publish(IDENTITY))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("the role was lost before it was published")
        .hasMessageContaining("i-2 (host2.example.com:5432), epoch 2");
    assertThat(tenure.release()).isFalse();
    assertThat(zone.record().owner()).isEqualTo(owner(2));
    assertThat(zone.primary()).isEmpty();
  }

  @Test
  void publishAfterAForcedReleaseRefuses() throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    lease().release("i-2", true);

    assertThatThrownBy(() -> tenure.publish(IDENTITY))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("the role was lost");
    assertThat(tenure.release()).isFalse();
  }

  @Test
  void outOfDateReadsProveNothing() throws InterruptedException {
    RoleRecord earlier = record(RoleState.FREE, false);
    zone.put(stored(earlier));
    Tenure tenure = won(candidate(2, EMPTY));
    zone.writing(LOST, ECHO);
    zone.readsStale(stored(earlier), name("elsewhere.example.com")).readsStale();

    tenure.publish(IDENTITY);

    assertThat(tenure.isPublished()).isTrue();
    assertThat(zone.record()).isEqualTo(tenure.record());
  }

  @Test
  void returningOwnerWithANewAddressUpdatesTheName() throws InterruptedException {
    zone.put(stored(record(RoleState.PUBLISHED, true)));
    zone.put(name("before-the-reboot.example.com"));
    Tenure tenure = won(candidate(1, PRIMARY_DATA));
    assertThat(tenure.isPublished()).isFalse();

    tenure.publish(IDENTITY);

    assertThat(zone.primary()).containsExactly(name(host(1)));
    assertThat(tenure.isPublished()).isTrue();
  }

  @Test
  void returningOwnerWhoseNameStandsIsPublishedAlready() throws InterruptedException {
    zone.put(stored(record(RoleState.PUBLISHED, true)));
    zone.put(name(host(1)));

    assertThat(won(candidate(1, PRIMARY_DATA)).isPublished()).isTrue();
  }

  @Test
  void ttlsChangedByHandBetweenClaimAndPublishAreCopiedFromWhatIsRead()
      throws InterruptedException {
    zone.put(stored(record(RoleState.PUBLISHED, true)));
    zone.put(name("before-the-reboot.example.com"));
    Tenure tenure = won(candidate(1, PRIMARY_DATA));
    zone.retime(Fixture.NAMES.record(), Duration.ofMinutes(5));
    zone.retime(Fixture.NAMES.primary(), Duration.ofMinutes(5));

    tenure.publish(IDENTITY);

    assertThat(zone.primary()).containsExactly(name(host(1)));
    assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void nameMovedByHandBetweenClaimAndPublishRefuses() throws InterruptedException {
    zone.put(stored(record(RoleState.PUBLISHED, true)));
    zone.put(name("before-the-reboot.example.com"));
    Tenure tenure = won(candidate(1, PRIMARY_DATA));
    zone.put(name("elsewhere.example.com"));

    assertThatThrownBy(() -> tenure.publish(IDENTITY))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("elsewhere.example.com")
        .hasMessageContaining("before-the-reboot.example.com");
    assertThat(zone.primary()).containsExactly(name("elsewhere.example.com"));
  }

  @Test
  void publishedRecordIsNotReleased() throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    tenure.publish(IDENTITY);

    assertThat(tenure.release()).isFalse();
    assertThat(zone.record().state()).isEqualTo(RoleState.PUBLISHED);
  }

  @Test
  void releaseKeepsTheEpochAndWhetherItWasPublished() throws InterruptedException {
    zone.put(stored(record(RoleState.FREE, true)));
    Tenure tenure = won(candidate(1, PRIMARY_DATA));

    assertThat(tenure.release()).isTrue();
    assertThat(tenure.release()).as("a second time").isTrue();

    assertThat(zone.record().state()).isEqualTo(RoleState.FREE);
    assertThat(zone.record().epoch()).isEqualTo(5);
    assertThat(zone.record().everPublished()).isTrue();
    assertThat(zone.record().forced()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(value = FaultyZone.Fault.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void releaseIsSettledWhateverHappensToTheAnswer(FaultyZone.Fault fault)
      throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    zone.writing(fault);
    zone.readsStale();

    assertThat(tenure.release()).isTrue();
    assertThat(zone.record().state()).isEqualTo(RoleState.FREE);
  }

  @Test
  void releasingAgainAfterAnUnknownOutcomeFindsItsOwnCommit() throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    zone.writing(ANSWER_LOST);
    zone.readFails().readFails().readFails().readFails();
    assertThatThrownBy(tenure::release).isInstanceOf(EnvironmentException.class);

    assertThat(tenure.release()).isTrue();

    assertThat(zone.record()).isEqualTo(tenure.record());
  }

  @Test
  void releaseWithATtlChangedByHandSucceeds() throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    zone.retime(Fixture.NAMES.record(), Duration.ofMinutes(5));

    assertThat(tenure.release()).isTrue();
  }

  @Test
  void releaseAfterAPublicationOfUnknownOutcomeTellsThatItHadSucceeded()
      throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    zone.writing(ANSWER_LOST);
    zone.readFails().readFails().readFails().readFails();
    assertThatThrownBy(() -> tenure.publish(IDENTITY)).isInstanceOf(EnvironmentException.class);

    assertThat(tenure.release()).isFalse();

    assertThat(tenure.record().state()).isEqualTo(RoleState.PUBLISHED);
    assertThat(zone.record()).isEqualTo(tenure.record());
  }

  @Test
  void publicationOfUnknownOutcomeCannotArriveAfterTheRelease() throws InterruptedException {
    Tenure tenure = won(candidate(1, EMPTY));
    zone.writing(LOST, LOST, LOST, LOST);
    assertThatThrownBy(() -> tenure.publish(IDENTITY)).isInstanceOf(EnvironmentException.class);
    assertThat(tenure.release()).isTrue();

    assertThatThrownBy(() -> zone.apply(zone.sent().get(1)))
        .as("the publication arrives late")
        .isInstanceOf(EnvironmentException.class);
    assertThat(zone.primary()).isEmpty();
  }

  private Tenure won(Candidate candidate) throws InterruptedException {
    RoleElection election =
        new RoleElection(zone, Fixture.NAMES, candidate, NOT_ASKED, time, new SplittableRandom(7));
    Decision decision = election.decide(Optional.empty(), Duration.ofMinutes(1), ignored -> {});
    return ((Decision.Won) decision).tenure();
  }

  private RoleLease lease() {
    return new RoleLease(zone, Fixture.NAMES, NOT_ASKED, time, new SplittableRandom(8));
  }
}
