package io.ec2cluster.etcd;

import io.ec2cluster.Time;
import io.ec2cluster.coordination.Lease;
import io.ec2cluster.coordination.Leases;
import io.ec2cluster.coordination.RecordKey;
import java.time.Duration;
import java.util.Optional;

/**
 * Turns by a lease. One that is another's is not waited for, so that this node's etcd is not left
 * alone; only when it has been another's for longer than a lease lasts is it watched for that long,
 * without which nobody may take it from a dead holder.
 */
final class LeasedTurns implements Turns {
  private static final Duration LENGTH = Duration.ofSeconds(10);
  private static final Duration WATCHED = LENGTH.plusSeconds(2);

  private final Leases leases;
  private final RecordKey key;
  private final String holder;
  private final Time time;
  private Optional<Long> failingSince = Optional.empty();

  LeasedTurns(Leases leases, RecordKey key, String holder, Time time) {
    this.leases = leases;
    this.key = key;
    this.holder = holder;
    this.time = time;
  }

  @Override
  public Optional<Turn> take() throws InterruptedException {
    boolean failedLong =
        failingSince.filter(since -> time.nanos() - since >= LENGTH.toNanos()).isPresent();
    Optional<Lease> taken =
        leases.acquire(key, holder, LENGTH, failedLong ? WATCHED : Duration.ZERO);
    failingSince =
        taken.isPresent() || failedLong
            ? Optional.empty()
            : Optional.of(failingSince.orElseGet(time::nanos));
    return taken.map(lease -> new LeasedTurn(lease.keptAlive()));
  }

  /** A turn that heart-beats prolong. */
  private record LeasedTurn(Lease lease) implements Turn {
    @Override
    public void requireHeld() {
      lease.requireHeld();
    }

    @Override
    public void close() {
      lease.close();
    }
  }
}
