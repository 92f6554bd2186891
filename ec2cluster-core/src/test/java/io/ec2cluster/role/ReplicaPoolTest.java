package io.ec2cluster.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.testing.FakeHostedZone;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplicaPoolTest {
  private static final DnsName NAME = DnsName.of("replica.example.com");
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final FakeHostedZone zone = FakeHostedZone.of("example.com");

  @Test
  void joiningTwiceIsOneMemberAndOneMoreRequest() {
    pool(MINUTE).join("i-1", "10.0.0.1");
    pool(MINUTE).join("i-1", "10.0.0.1");

    assertThat(zone.contents())
        .containsExactly(RecordSet.of(NAME, RecordType.A, MINUTE, "10.0.0.1").weighted("i-1", 10));
    assertThat(zone.listings()).isEqualTo(1);
  }

  @Test
  void aMemberWithANewAddressReplacesItsRecord() {
    pool(MINUTE).join("i-1", "10.0.0.1");
    pool(MINUTE).join("i-1", "10.0.0.9");

    assertThat(zone.contents())
        .singleElement()
        .satisfies(set -> assertThat(set.target()).contains("10.0.0.9"));
  }

  @Test
  void whoeverJoinsTakesTheTtlOfTheMembersBecauseWeightedSetsShareIt() {
    pool(MINUTE).join("i-1", "10.0.0.1");
    pool(Duration.ofSeconds(30)).join("i-2", "10.0.0.2");
    pool(Duration.ofSeconds(30)).join("i-2", "10.0.0.2");

    assertThat(zone.contents())
        .hasSize(2)
        .allSatisfy(set -> assertThat(set.ttl()).isEqualTo(MINUTE));
  }

  /** Found by the simulation: the TTL that stood against it was gone when it looked. */
  @Test
  void whatStoodAgainstAReplicaAndIsGoneDoesNotKeepItOut() {
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
  void ownCommitIsFoundThoughTheFirstLookIsOutOfDate() {
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
    for (int i = 0; i < 9; i++) {
      faulty.readsStale();
    }
    ReplicaPool pool = pool(faulty, Duration.ofSeconds(30));

    assertThatThrownBy(() -> pool.join("i-2", "10.0.0.2"))
        .isInstanceOf(ChangeConflictException.class);
    assertThat(faulty.sent()).hasSize(5);
  }

  @Test
  void aNameThatIsNoPoolIsRefusedAndShown() {
    zone.put(RecordSet.of(NAME, RecordType.A, MINUTE, "10.9.9.9"));

    assertThatThrownBy(() -> pool(MINUTE).join("i-1", "10.0.0.1"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("10.9.9.9")
        .hasMessageContaining("dns.replica-name");
  }

  private ReplicaPool pool(Duration ttl) {
    return pool(zone, ttl);
  }

  private static ReplicaPool pool(HostedZone zone, Duration ttl) {
    return new ReplicaPool(zone, NAME, ttl, 10);
  }
}
