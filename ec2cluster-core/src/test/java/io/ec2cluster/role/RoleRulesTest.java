package io.ec2cluster.role;

import static io.ec2cluster.role.Fixture.DEAD;
import static io.ec2cluster.role.Fixture.EMPTY;
import static io.ec2cluster.role.Fixture.NOT_ASKED;
import static io.ec2cluster.role.Fixture.NOT_PROVEN;
import static io.ec2cluster.role.Fixture.NOW;
import static io.ec2cluster.role.Fixture.OTHER_DATA;
import static io.ec2cluster.role.Fixture.PRIMARY_DATA;
import static io.ec2cluster.role.Fixture.REPLICA_DATA;
import static io.ec2cluster.role.Fixture.STOPPED;
import static io.ec2cluster.role.Fixture.UNKNOWN;
import static io.ec2cluster.role.Fixture.candidate;
import static io.ec2cluster.role.Fixture.host;
import static io.ec2cluster.role.Fixture.name;
import static io.ec2cluster.role.Fixture.noRecord;
import static io.ec2cluster.role.Fixture.owner;
import static io.ec2cluster.role.Fixture.record;
import static io.ec2cluster.role.Fixture.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.role.Verdict.Claim;
import io.ec2cluster.role.Verdict.Follow;
import io.ec2cluster.role.Verdict.Grounds;
import io.ec2cluster.role.Verdict.Refuse;
import io.ec2cluster.role.Verdict.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule of the role record, as one node judges it. */
class RoleRulesTest {
  @Nested
  class Founding {
    @Test
    void emptyZoneLetsAnEmptyNodeFound() {
      Claim claim = claims(Grounds.FOUND, noRecord(), candidate(1, EMPTY), NOT_ASKED);

      assertThat(claim.next().state()).isEqualTo(RoleState.CLAIMED);
      assertThat(claim.next().epoch()).isEqualTo(1);
      assertThat(claim.next().everPublished()).isFalse();
      assertThat(claim.next().owner()).isEqualTo(owner(1));
      assertThat(claim.next().claimedAt()).isEqualTo(NOW);
      assertThat(claim.grounds().founds(claim.next())).isTrue();
    }

    @Test
    void dataOfOnesOwnFoundsTooAndIsNamedInTheClaim() {
      Claim claim = claims(Grounds.FOUND, noRecord(), candidate(1, PRIMARY_DATA), NOT_ASKED);

      assertThat(claim.next().dataIdentity()).contains("sys-1");
    }

    @Test
    void freeRecordThatWasNeverPublishedIsClaimedWithTheNextEpoch() {
      RoleRecord free = record(RoleState.FREE, false).change().forced(true).build();

      Claim claim = claims(Grounds.FOUND, view(free), candidate(2, EMPTY), NOT_ASKED);

      assertThat(claim.next().epoch()).isEqualTo(5);
      assertThat(claim.next().owner()).isEqualTo(owner(2));
      assertThat(claim.next().forced()).isFalse();
      assertThat(claim.next().nonce()).isNotEqualTo(free.nonce());
    }

    @Test
    void replicaDataNeverFounds() {
      waits(noRecord(), candidate(1, REPLICA_DATA), NOT_ASKED, "never founds");
      waits(view(record(RoleState.FREE, false)), candidate(2, REPLICA_DATA), NOT_ASKED, "replica");
    }

    @ParameterizedTest
    @EnumSource(RoleState.class)
    void publishedClusterIsNeverFoundedAnewByAnother(RoleState state) {
      // The owner is dead, the name is gone, the node is empty: still no founding.
      Verdict verdict = judge(view(record(state, true)), candidate(2, EMPTY), DEAD);

      assertThat(verdict).isNotInstanceOf(Claim.class);
    }

    @Test
    void setsBesideAnAddressAreNoName() {
      RecordSet text = text();
      Candidate byAddress = at("10.0.0.1", EMPTY);

      claims(Grounds.FOUND, noRecord(text), byAddress, NOT_ASKED);
    }

    @Test
    void nameThatACnameCannotShareRefusesBeforeAnythingStarts() {
      refuses(noRecord(text()), candidate(1, EMPTY), "taken by something else");
    }

    @Test
    void aliasOrWeightedSetsAtTheNameRefuse() {
      RecordSet alias =
          RecordSet.of(
              Fixture.NAMES.primary(), RecordType.OTHER, Duration.ZERO, "A alias of lb.test.");
      RecordSet weighted = name("10.0.0.9").weighted("one", 1);

      refuses(noRecord(alias), at("10.0.0.1", EMPTY), "taken by something else");
      refuses(noRecord(weighted), at("10.0.0.1", EMPTY), "taken by something else");
    }

    private RecordSet text() {
      return RecordSet.of(
          Fixture.NAMES.primary(), RecordType.TXT, Duration.ofSeconds(60), "\"verified\"");
    }

    private Candidate at(String address, NodeData data) {
      Owner self = new Owner("i-1", address, 5432);
      return new Candidate(
          "maindb", Optional.empty(), Optional.empty(), self, address, Set.of(), data);
    }
  }

  @Nested
  class Adoption {
    private final RoleView predecessor = noRecord(name(host(1)));

    @Test
    void nodeThatTheNamePointsAtAdoptsItAsPublished() {
      Claim claim = claims(Grounds.ADOPT, predecessor, candidate(1, PRIMARY_DATA), NOT_ASKED);

      assertThat(claim.next().state()).isEqualTo(RoleState.PUBLISHED);
      assertThat(claim.next().everPublished()).isTrue();
      assertThat(claim.next().publishedAt()).contains(NOW);
      assertThat(claim.next().dataIdentity()).contains("sys-1");
      assertThat(claim.grounds().founds(claim.next())).isFalse();
    }

    @Test
    void ownNameIsRecognisedByAddressAndWithoutCase() {
      Candidate shouting =
          new Candidate(
              "maindb",
              Optional.empty(),
              Optional.empty(),
              new Owner("i-1", "10.0.0.1", 5432),
              "Host1.Example.COM.",
              Set.of("2001:db8:0::1"),
              PRIMARY_DATA);

      claims(Grounds.ADOPT, predecessor, shouting, NOT_ASKED);
      claims(Grounds.ADOPT, noRecord(name("10.0.0.1")), shouting, NOT_ASKED);
      claims(Grounds.ADOPT, noRecord(name("2001:db8::1")), shouting, NOT_ASKED);
    }

    @Test
    void engineThatCannotTellItsDataAdopts() {
      claims(Grounds.ADOPT, predecessor, candidate(1, UNKNOWN), NOT_ASKED);
    }

    @Test
    void nodeWithoutAPrimarysDataDoesNotAdopt() {
      refuses(predecessor, candidate(1, EMPTY), "does not hold a primary's data");
      refuses(predecessor, candidate(1, REPLICA_DATA), "does not hold a primary's data");
    }

    @Test
    void othersFollowTheNameAndNeverClaim() {
      Follow follow = follows(predecessor, candidate(2, EMPTY));

      assertThat(follow.primary().owner().address()).isEqualTo(host(1));
      assertThat(follow.primary().epoch()).isZero();
    }

    @Test
    void freeRecordThatWasNeverPublishedDoesNotHideTheName() {
      RoleView both = view(record(RoleState.FREE, false), name(host(3)));

      follows(both, candidate(1, EMPTY));
      assertThat(claims(Grounds.ADOPT, both, candidate(3, PRIMARY_DATA), NOT_ASKED).next().epoch())
          .isEqualTo(5);
    }

    @Test
    void severalSetsAtTheNameRefuse() {
      RoleView two = noRecord(name("10.0.0.1"), name("2001:db8::1"));

      refuses(two, candidate(1, PRIMARY_DATA), "taken by something else");
    }
  }

  @Nested
  class ProofOfDeath {
    private final RoleView claimed = view(record(RoleState.CLAIMED, false));

    @Test
    void claimOfTheDeadIsTakenOverWithTheNextEpoch() {
      Claim claim = claims(Grounds.TAKE_OVER, claimed, candidate(2, EMPTY), DEAD);

      assertThat(claim.next().epoch()).isEqualTo(5);
      assertThat(claim.next().owner()).isEqualTo(owner(2));
      assertThat(claim.grounds().founds(claim.next())).isTrue();
    }

    @Test
    void liveClaimantIsWaitedForAndNamed() {
      waits(claimed, candidate(2, EMPTY), NOT_PROVEN, "i-1 (host1.example.com:5432) has claimed");
      waits(claimed, candidate(2, EMPTY), NOT_PROVEN, "lease release --force");
    }

    @Test
    void stoppedOwnerIsNotDead() {
      waits(claimed, candidate(2, EMPTY), STOPPED, "nothing proves that it is dead");
    }

    @Test
    void failureToAskIsNoProof() {
      OwnerLiveness failing =
          record -> {
            throw new EnvironmentException("throttled");
          };

      assertThatThrownBy(() -> judge(claimed, candidate(2, EMPTY), failing))
          .isInstanceOf(EnvironmentException.class);
    }

    @Test
    void claimOverAPublishedClusterIsLeftToPromote() {
      waits(
          view(record(RoleState.CLAIMED, true)),
          candidate(2, EMPTY),
          NOT_ASKED,
          "ec2cluster promote");
    }

    @Test
    void replicaDataDoesNotTakeOver() {
      waits(claimed, candidate(2, REPLICA_DATA), DEAD, "never founds");
    }

    @Test
    void nameThatAppearedMeanwhileIsFollowedInsteadOfFoundingBesideIt() {
      RoleView named = view(record(RoleState.CLAIMED, false), name("elsewhere.example.com"));

      assertThat(judge(named, candidate(2, EMPTY), DEAD)).isInstanceOf(Follow.class);
    }
  }

  @Nested
  class OwnClaim {
    private final RoleRecord claimed = record(RoleState.CLAIMED, false);

    @Test
    void isResumedWithAFreshNonceAndTodaysAddress() {
      Owner moved = new Owner("i-1", "moved.example.com", 6543);
      Candidate self =
          new Candidate(
              "maindb", Optional.empty(), Optional.empty(), moved, "moved", Set.of(), EMPTY);

      Claim claim = claims(Grounds.RESUME, view(claimed), self, NOT_ASKED);

      assertThat(claim.next().epoch()).isEqualTo(claimed.epoch());
      assertThat(claim.next().nonce()).isNotEqualTo(claimed.nonce());
      assertThat(claim.next().owner()).isEqualTo(moved);
      assertThat(claim.next().claimedAt()).isEqualTo(NOW);
      assertThat(claim.grounds().founds(claim.next())).isTrue();
    }

    @Test
    void neverPublishedIsResumedAfterALostDisk() {
      RoleRecord withData = claimed.change().dataIdentity(Optional.of("sys-1")).build();

      claims(Grounds.RESUME, view(withData), candidate(1, EMPTY), NOT_ASKED);
    }

    @Test
    void otherDataThanClaimedWithRefuses() {
      RoleRecord withData = claimed.change().dataIdentity(Optional.of("sys-1")).build();

      refuses(view(withData), candidate(1, OTHER_DATA), "holds other data now");
      refuses(view(claimed), candidate(1, REPLICA_DATA), "holds other data now");
    }

    @Test
    void emptyNodeDoesNotFoundBesideANameThatAppearedMeanwhile() {
      RoleView named = view(claimed, name("elsewhere.example.com"));

      refuses(named, candidate(1, EMPTY), "the primary name stands there meanwhile");
      // Founded before the name appeared: publish refuses, and the engine is stopped by the way.
      claims(Grounds.RESUME, named, candidate(1, PRIMARY_DATA), NOT_ASKED);
    }

    @Test
    void unfinishedTakeoverIsLeftToPromote() {
      RoleRecord takeover =
          record(RoleState.CLAIMED, true)
              .change()
              .previous(Optional.of(new Previous(owner(2), 3, RoleState.PUBLISHED)))
              .build();

      refuses(view(takeover), candidate(1, PRIMARY_DATA), "finish with 'ec2cluster promote'");
    }

    @Test
    void ofAPublishedClusterNeedsItsData() {
      RoleView published = view(record(RoleState.CLAIMED, true), name(host(1)));

      assertThat(
              claims(Grounds.RESUME, published, candidate(1, PRIMARY_DATA), NOT_ASKED)
                  .next()
                  .everPublished())
          .isTrue();
      refuses(published, candidate(1, EMPTY), "its data is gone");
    }
  }

  @Nested
  class PublishedOwner {
    private final RoleRecord published = record(RoleState.PUBLISHED, true);
    private final RoleView view = view(published, name(host(1)));

    @Test
    void returnsWithAFreshNonceAndStaysPublished() {
      Claim claim = claims(Grounds.RETURN, view, candidate(1, PRIMARY_DATA), NOT_ASKED);

      assertThat(claim.next().state()).isEqualTo(RoleState.PUBLISHED);
      assertThat(claim.next().epoch()).isEqualTo(published.epoch());
      assertThat(claim.next().nonce()).isNotEqualTo(published.nonce());
      assertThat(claim.next().claimedAt()).isEqualTo(published.claimedAt());
      assertThat(claim.grounds().founds(claim.next())).isFalse();
    }

    @Test
    void engineThatCannotTellItsDataReturnsByTheRecord() {
      claims(Grounds.RETURN, view, candidate(1, UNKNOWN), NOT_ASKED);
    }

    @Test
    void lostDiskRefusesAndNamesTheWaysOut() {
      refuses(view, candidate(1, EMPTY), "ec2cluster promote");
      refuses(view, candidate(1, EMPTY), "lease refound --accept-data-loss");
    }

    @Test
    void foreignDataRefusesWithBothIdentities() {
      refuses(view, candidate(1, OTHER_DATA), "names data 'sys-1', this node holds 'sys-2'");
    }

    @Test
    void dataPreparedForAReplicaRefuses() {
      refuses(view, candidate(1, REPLICA_DATA), "prepared for a replica");
    }

    @Test
    void othersFollowIt() {
      Follow follow = follows(view, candidate(2, EMPTY));

      assertThat(follow.primary()).isEqualTo(Leader.of(published));
    }
  }

  @Nested
  class Free {
    private final RoleView free = view(record(RoleState.FREE, true), name(host(1)));

    @Test
    void lastOwnerWithTheDataReclaimsWithTheNextEpoch() {
      Claim claim = claims(Grounds.RECLAIM, free, candidate(1, PRIMARY_DATA), NOT_ASKED);

      assertThat(claim.next().epoch()).isEqualTo(5);
      assertThat(claim.next().state()).isEqualTo(RoleState.CLAIMED);
      assertThat(claim.grounds().founds(claim.next())).isFalse();
    }

    @Test
    void lastOwnerWithoutTheDataRefuses() {
      refuses(free, candidate(1, EMPTY), "its data is gone");
      refuses(free, candidate(1, OTHER_DATA), "nothing overrides this");
    }

    @Test
    void othersWaitForTheLastOwnerOrPromote() {
      waits(free, candidate(2, PRIMARY_DATA), NOT_ASKED, "i-1 (host1.example.com:5432) held it");
      waits(free, candidate(2, EMPTY), NOT_ASKED, "ec2cluster promote");
    }
  }

  @Nested
  class HandedOver {
    private final RoleView offered = view(record(RoleState.HANDOVER, true), name(host(1)));

    @Test
    void ownerTakesItBackInTheRecordFirst() {
      Claim claim = claims(Grounds.TAKE_BACK, offered, candidate(1, PRIMARY_DATA), NOT_ASKED);

      assertThat(claim.next().state()).isEqualTo(RoleState.CLAIMED);
      assertThat(claim.next().handover()).isEmpty();
      assertThat(claim.next().epoch()).isEqualTo(4);
      assertThat(record(RoleState.HANDOVER, true).entitles("i-1")).isFalse();
      assertThat(claim.next().entitles("i-1")).isTrue();
    }

    @Test
    void ownerWithoutTheDataRefuses() {
      refuses(offered, candidate(1, EMPTY), "its data is gone");
    }

    @Test
    void candidateLeavesItToPromote() {
      waits(offered, candidate(2, REPLICA_DATA), NOT_ASKED, "ec2cluster promote");
    }
  }

  @Nested
  class Foreign {
    @Test
    void clusterAccountAndRegionRefuse() {
      Candidate self = candidate(1, EMPTY);

      refuses(view(record(RoleState.FREE, false)), of("other", self), "cluster 'maindb'");
      refuses(view(with("210987654321", "eu-west-1")), self, "account '210987654321'");
      refuses(view(with("123456789012", "us-east-1")), self, "region 'us-east-1'");
    }

    @Test
    void whatIsNotKnownIsNotForeign() {
      RoleRecord local =
          new RoleRecord(
              "maindb",
              Optional.empty(),
              Optional.empty(),
              owner(1),
              1,
              "aa",
              RoleState.FREE,
              false,
              Optional.empty(),
              NOW,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              false);

      claims(Grounds.FOUND, view(local), candidate(2, EMPTY), NOT_ASKED);
    }

    private Candidate of(String cluster, Candidate self) {
      return new Candidate(
          cluster,
          self.account(),
          self.region(),
          self.self(),
          self.target(),
          self.hosts(),
          self.data());
    }

    private RoleRecord with(String account, String region) {
      RoleRecord own = record(RoleState.PUBLISHED, true);
      return new RoleRecord(
          own.cluster(),
          Optional.of(account),
          Optional.of(region),
          own.owner(),
          own.epoch(),
          own.nonce(),
          own.state(),
          own.everPublished(),
          own.dataIdentity(),
          own.claimedAt(),
          own.publishedAt(),
          own.handover(),
          own.previous(),
          own.forced());
    }
  }

  private static Verdict judge(RoleView view, Candidate candidate, OwnerLiveness liveness) {
    return new RoleRules(Fixture.NAMES, candidate, liveness, new SplittableRandom(1))
        .judge(view, NOW);
  }

  private static Claim claims(
      Grounds grounds, RoleView view, Candidate candidate, OwnerLiveness liveness) {
    Verdict verdict = judge(view, candidate, liveness);
    assertThat(verdict).isInstanceOf(Claim.class);
    assertThat(((Claim) verdict).grounds()).isEqualTo(grounds);
    return (Claim) verdict;
  }

  private static Follow follows(RoleView view, Candidate candidate) {
    return assertThat(judge(view, candidate, NOT_ASKED))
        .asInstanceOf(InstanceOfAssertFactories.type(Follow.class))
        .actual();
  }

  private static void waits(
      RoleView view, Candidate candidate, OwnerLiveness liveness, String reason) {
    assertThat(judge(view, candidate, liveness))
        .isInstanceOf(Wait.class)
        .extracting(Verdict::reason, InstanceOfAssertFactories.STRING)
        .contains(reason);
  }

  private static void refuses(RoleView view, Candidate candidate, String reason) {
    assertThat(List.of(judge(view, candidate, DEAD), judge(view, candidate, NOT_PROVEN)))
        .allSatisfy(
            verdict -> {
              assertThat(verdict).isInstanceOf(Refuse.class);
              assertThat(verdict.reason()).contains(reason);
            });
  }
}
