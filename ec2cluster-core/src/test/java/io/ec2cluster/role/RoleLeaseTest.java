package io.ec2cluster.role;

import static io.ec2cluster.role.FaultyZone.Fault.ECHO;
import static io.ec2cluster.role.Fixture.DEAD;
import static io.ec2cluster.role.Fixture.NOT_ASKED;
import static io.ec2cluster.role.Fixture.NOT_PROVEN;
import static io.ec2cluster.role.Fixture.STOPPED;
import static io.ec2cluster.role.Fixture.host;
import static io.ec2cluster.role.Fixture.name;
import static io.ec2cluster.role.Fixture.owner;
import static io.ec2cluster.role.Fixture.record;
import static io.ec2cluster.role.Fixture.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.RefusedException;
import io.ec2cluster.testing.FakeTime;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoleLeaseTest {
  private final FaultyZone zone = new FaultyZone();

  @Test
  void ownerGivesTheRecordBackAndKeepsEpochAndName() throws InterruptedException {
    stands(RoleState.PUBLISHED, true);

    RoleRecord free = lease(NOT_ASKED).release("i-1", false);

    assertThat(zone.record()).isEqualTo(free);
    assertThat(free.state()).isEqualTo(RoleState.FREE);
    assertThat(free.epoch()).isEqualTo(4);
    assertThat(free.everPublished()).isTrue();
    assertThat(free.forced()).isFalse();
    assertThat(zone.primary()).containsExactly(name(host(1)));
  }

  @Test
  void othersNeedForce() {
    stands(RoleState.CLAIMED, false);

    assertThatThrownBy(() -> lease(NOT_ASKED).release("i-2", false))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("the role record names i-1 (host1.example.com:5432)")
        .hasMessageContaining("--force");
    assertThat(zone.record().state()).isEqualTo(RoleState.CLAIMED);
  }

  @Test
  void forceIsRememberedAndRaisesTheEpoch() throws InterruptedException {
    stands(RoleState.CLAIMED, false);

    RoleRecord free = lease(NOT_ASKED).release("i-2", true);

    assertThat(zone.record()).isEqualTo(free);
    assertThat(free.forced()).isTrue();
    assertThat(free.epoch()).isEqualTo(5);
    assertThat(free.owner()).isEqualTo(owner(1));
  }

  @Test
  void forceTakesOnlyWhatWasLookedAt() {
    stands(RoleState.CLAIMED, false);
    RoleView seen = lease(NOT_ASKED).view();
    RoleRecord successor =
        record(RoleState.CLAIMED, false).change().nextEpoch().owner(owner(2)).nonce("bb").build();
    zone.put(stored(successor));

    assertThatThrownBy(() -> lease(NOT_ASKED).release(seen, "i-3", true))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("changed meanwhile")
        .hasMessageContaining("i-2 (host2.example.com:5432), claimed");
    assertThat(zone.record()).isEqualTo(successor);
  }

  @Test
  void freeRecordStaysAsItIs() throws InterruptedException {
    stands(RoleState.FREE, true);

    RoleRecord free = lease(NOT_ASKED).release("i-2", false);

    assertThat(free).isEqualTo(record(RoleState.FREE, true));
    assertThat(zone.sent()).isEmpty();
  }

  @Test
  void handoverIsGivenBack() throws InterruptedException {
    stands(RoleState.HANDOVER, true);

    assertThat(lease(NOT_ASKED).release("i-1", false).handover()).isEmpty();
  }

  @Test
  void nothingToReleaseIsRefused() {
    assertThatThrownBy(() -> lease(NOT_ASKED).release("i-1", true))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("there is no role record at " + Fixture.NAMES.record());
  }

  @Test
  void ownCommitIsRecognised() throws InterruptedException {
    stands(RoleState.CLAIMED, false);
    zone.writing(ECHO);

    assertThat(lease(NOT_ASKED).release("i-1", false)).isEqualTo(zone.record());
  }

  @Test
  void refoundingNeedsProofOfDeath() {
    stands(RoleState.PUBLISHED, true);

    assertThatThrownBy(() -> lease(NOT_PROVEN).refound("i-2"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is not proven dead")
        .hasMessageContaining("nothing overrides this");
    assertThatThrownBy(() -> lease(STOPPED).refound("i-2")).isInstanceOf(RefusedException.class);
    assertThat(zone.record()).isEqualTo(record(RoleState.PUBLISHED, true));
  }

  @Test
  void releaseByForceIsNoProofForRefounding() throws InterruptedException {
    stands(RoleState.PUBLISHED, true);
    lease(NOT_ASKED).release("i-2", true);

    assertThatThrownBy(() -> lease(NOT_PROVEN).refound("i-2")).isInstanceOf(RefusedException.class);
  }

  @Test
  void refoundedClusterForgetsItsDataAndItsName() throws InterruptedException {
    stands(RoleState.PUBLISHED, true);

    RoleRecord free = lease(DEAD).refound("i-2");

    assertThat(zone.record()).isEqualTo(free);
    assertThat(free.state()).isEqualTo(RoleState.FREE);
    assertThat(free.everPublished()).isFalse();
    assertThat(free.dataIdentity()).isEmpty();
    assertThat(free.epoch()).isEqualTo(5);
    assertThat(zone.primary()).isEmpty();
  }

  @Test
  void lastOwnerMayRefoundItsOwn() throws InterruptedException {
    stands(RoleState.FREE, true);

    assertThat(lease(NOT_ASKED).refound("i-1").everPublished()).isFalse();
  }

  @Test
  void refoundingTwiceChangesNothingMore() throws InterruptedException {
    stands(RoleState.PUBLISHED, true);
    RoleRecord once = lease(DEAD).refound("i-2");

    RoleRecord twice = lease(NOT_ASKED).refound("i-2");

    assertThat(twice).isEqualTo(once);
  }

  @Test
  void clusterThatWasNeverPublishedIsNotRefoundedAndItsNeighboursNameStays() {
    stands(RoleState.CLAIMED, false);

    assertThatThrownBy(() -> lease(DEAD).refound("i-2"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("never published")
        .hasMessageContaining("lease release");
    assertThat(zone.primary()).containsExactly(name(host(1)));
  }

  private void stands(RoleState state, boolean everPublished) {
    zone.put(stored(record(state, everPublished)));
    zone.put(name(host(1)));
  }

  private RoleLease lease(OwnerLiveness liveness) {
    return new RoleLease(zone, Fixture.NAMES, liveness, new FakeTime(), new SplittableRandom(3));
  }
}
