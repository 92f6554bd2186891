package io.ec2cluster.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Time;
import io.ec2cluster.testing.FakeRecordTable;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** With the machine's own clock. */
class HeartBeatIT {
  private static final RecordKey KEY = RecordKey.of("etcd", "maindb", "join");
  private static final Duration LENGTH = Duration.ofSeconds(2);

  private final FakeRecordTable table = new FakeRecordTable();
  private final Leases leases = new Coordination(table, Time.system(), new Random(1)).leases();

  @Test
  void leaseThatIsKeptAliveOutlastsItsLengthAndEndsWithItsClose() throws Exception {
    Lease lease = leases.acquire(KEY, "i-1", LENGTH, Duration.ZERO).orElseThrow().keptAlive();

    assertThat(leases.acquire(KEY, "i-2", LENGTH, LENGTH.multipliedBy(2))).isEmpty();
    assertThat(lease.isHeld()).isTrue();
    lease.close();
    int writes = table.writes();

    assertThat(leases.acquire(KEY, "i-2", LENGTH, Duration.ZERO)).isPresent();
    assertThat(table.writes()).as("no heart-beat after the end").isEqualTo(writes + 1);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("ec2cluster-lease-" + KEY));
  }
}
