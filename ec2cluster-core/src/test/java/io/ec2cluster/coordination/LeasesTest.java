package io.ec2cluster.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.coordination.FaultyTable.Fault;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private static final RecordKey KEY = RecordKey.of("etcd", "maindb", "join");
  private static final Duration LENGTH = Duration.ofSeconds(30);
  private static final Duration NO_PATIENCE = Duration.ZERO;

  private final FaultyTable table = new FaultyTable();
  private final FakeTime time = new FakeTime();
  private final Leases leases = new Coordination(table, time, new Random(1)).leases();
  private final Leases others = new Coordination(table.truth(), time, new Random(2)).leases();

  @Test
  void firstOneTakesItAndTheNextOneOnlyAfterItWasGivenBack() throws Exception {
    Lease first = leases.acquire(KEY, "i-1", LENGTH, NO_PATIENCE).orElseThrow();

    assertThat(others.acquire(KEY, "i-2", LENGTH, Duration.ofSeconds(20))).isEmpty();
    first.renew();
    first.close();
    Lease second = others.acquire(KEY, "i-2", LENGTH, NO_PATIENCE).orElseThrow();

    assertThat(first.token()).isEqualTo(1);
    assertThat(second.token()).isEqualTo(2);
    assertThat(first.isHeld()).isFalse();
    assertThat(second.isHeld()).isTrue();
  }

  @Test
  void deadHolderIsFollowedAfterItsWholeLengthBeforeTheWaitersEyesAndNotEarlier() throws Exception {
    Lease dead = leases.acquire(KEY, "i-1", LENGTH, NO_PATIENCE).orElseThrow();
    time.advance(Duration.ofSeconds(25));

    assertThat(others.acquire(KEY, "i-2", LENGTH, Duration.ofSeconds(29))).isEmpty();
    Duration before = time.elapsed();
    Lease next = others.acquire(KEY, "i-2", LENGTH, Duration.ofMinutes(2)).orElseThrow();

    assertThat(time.elapsed().minus(before)).isEqualTo(LENGTH);
    assertThat(dead.isHeld()).isFalse();
    assertThat(next.token()).isEqualTo(2);
  }

  @Test
  void heartBeatStartsTheWaitersTimeAnew() throws Exception {
    Lease lease = leases.acquire(KEY, "i-1", LENGTH, NO_PATIENCE).orElseThrow();
    time.after(Duration.ofSeconds(20), () -> renewed(lease));

    Lease next = others.acquire(KEY, "i-2", LENGTH, Duration.ofMinutes(2)).orElseThrow();

    assertThat(time.elapsed()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(55));
    assertThat(next.isHeld()).isTrue();
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void holderKnowsThatItIsOverByItsOwnClock() throws Exception {
    Lease lease = leases.acquire(KEY, "i-1", LENGTH, NO_PATIENCE).orElseThrow();

    time.advance(LENGTH.minusNanos(1));
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.left()).isEqualTo(Duration.ofNanos(1));
    time.advance(Duration.ofNanos(1));

    assertThat(lease.isHeld()).isFalse();
    assertThatThrownBy(lease::requireHeld)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("etcd/maindb/join")
        .hasMessageContaining("within 30 s");
    int sent = table.sent();
    assertThatThrownBy(lease::renew).isInstanceOf(LeaseLostException.class);
    lease.close();
    assertThat(table.sent()).as("nothing is written any more").isEqualTo(sent);
  }

  @Test
  void heartBeatWhoseAnswerWasLostDoesNotLoseTheLease() throws Exception {
    Lease lease = leases.acquire(KEY, "i-1", LENGTH, NO_PATIENCE).orElseThrow();
    table.writing(Fault.ANSWER_LOST).readsFail(4);

    assertThatThrownBy(lease::renew)
        .isInstanceOf(EnvironmentException.class)
        .isNotInstanceOf(LeaseLostException.class);
    assertThat(lease.isHeld()).isTrue();
    table.readsFail(0);
    time.advance(Duration.ofSeconds(1));
    lease.renew();

    assertThat(lease.left()).isEqualTo(LENGTH);
    lease.close();
    assertThat(others.acquire(KEY, "i-2", LENGTH, NO_PATIENCE).map(Lease::token)).contains(2L);
  }

  @Test
  void heartBeatCountsFromBeforeItWasSent() throws Exception {
    Lease lease = leases.acquire(KEY, "i-1", LENGTH, NO_PATIENCE).orElseThrow();
    table.writing(Fault.LOST);

    lease.renew();

    assertThat(time.elapsed()).as("it was sent twice").isPositive();
    assertThat(lease.left()).isEqualTo(LENGTH.minus(time.elapsed()));
  }

  @Test
  void leaseThatAnotherTookIsLostAtTheNextHeartBeat() throws Exception {
    Lease lease = leases.acquire(KEY, "i-1", LENGTH, NO_PATIENCE).orElseThrow();
    StoredRecord record = table.truth().read(KEY).orElseThrow();
    LeaseText theirs = new LeaseText("i-2", "00000000000000ff", 2, LENGTH);
    table
        .truth()
        .put(Optional.of(record), new StoredRecord(KEY, theirs.text(), 2, "00000000000000aa"));

    assertThatThrownBy(lease::renew).isInstanceOf(LeaseLostException.class);
    lease.close();

    assertThat(lease.isHeld()).isFalse();
    assertThat(table.truth().read(KEY).map(StoredRecord::value)).contains(theirs.text());
  }

  @Test
  void recordThatIsNoLeaseIsToldAndLeftAlone() {
    table.truth().put(Optional.empty(), new StoredRecord(KEY, "something", 1, "0000000000000001"));

    assertThatThrownBy(() -> leases.acquire(KEY, "i-1", LENGTH, NO_PATIENCE))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("etcd/maindb/join is no lease")
        .hasMessageContaining("'something'");
  }

  @Test
  void leaseShorterThanASecondIsRefused() {
    assertThatThrownBy(() -> leases.acquire(KEY, "i-1", Duration.ofMillis(999), NO_PATIENCE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void txtRecordsBearNoLeases() {
    Coordination coordination =
        new Coordination(
            new ZoneRecordTable(
                FakeHostedZone.of("example.com"), DnsName.of("_ec2cluster.example.com")),
            time,
            new Random(1));

    assertThatThrownBy(coordination::leases)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("coordination: provider")
        .hasMessageContaining("expected dynamodb");
  }

  private static void renewed(Lease lease) {
    try {
      lease.renew();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
