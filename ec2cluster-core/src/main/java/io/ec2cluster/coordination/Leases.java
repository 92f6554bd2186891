package io.ec2cluster.coordination;

import io.ec2cluster.Time;
import io.ec2cluster.internal.write.Nonces;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Leases: the right to do something alone, for a time that heart-beats prolong. Who dies without
 * giving it back is followed by another when that time is over.
 *
 * <p>No two clocks are compared. A holder counts from before it wrote its last heart-beat; a waiter
 * counts from when it first saw that heart-beat, which is later, and takes over when the record has
 * not changed for the whole length by its own monotonic clock. So a holder knows that its lease is
 * over before anybody else may have it, whatever the wall clocks say. A holder that is stopped (a
 * debugger, a hibernated machine) between asking {@link Lease#isHeld} and acting is not stopped
 * from acting: what must never happen twice is made conditional on {@link Lease#token}, which grows
 * with each grant.
 *
 * <p>The scheme is that of DynamoDB's lock clients, with an integer token in place of a random one.
 * Safe for use by several threads.
 */
public final class Leases {
  /** Between two looks at a lease of somebody else, where it does not end earlier. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final RecordStore store;
  private final Time time;
  private final RandomGenerator random;

  Leases(RecordStore store, Time time, RandomGenerator random) {
    this.store = store;
    this.time = time;
    this.random = random;
  }

  /**
   * Waits for a lease, and takes it.
   *
   * @param key the lease's record, made when it is first taken and never deleted
   * @param holder who takes it, for people: an instance id; printable, without blanks
   * @param length how long it lasts after a heart-beat, at least a second; it has to be longer than
   *     a heart-beat may be late
   * @param patience how long it is waited for; less than {@code length} never outlasts a dead
   *     holder
   * @return empty if somebody else has it all the time
   * @throws io.ec2cluster.EnvironmentException if the record cannot be read or written; should it
   *     have been written nevertheless, the lease runs out by itself
   */
  public Optional<Lease> acquire(RecordKey key, String holder, Duration length, Duration patience)
      throws InterruptedException {
    if (length.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("a lease of " + length + ": expected a second or more");
    }
    long begin = time.nanos();
    Optional<Sighting> sighting = Optional.empty();
    Duration pause = FIRST_PAUSE;
    while (true) {
      Optional<StoredRecord> found = store.read(key);
      sighting = found.map(new Look(sighting, time.nanos())::at);
      if (found.isEmpty() || sighting.filter(this::isOver).isPresent()) {
        Optional<Lease> lease = take(key, found, holder, length);
        if (lease.isPresent()) {
          return lease;
        }
      }
      Duration left = patience.minus(since(begin));
      if (left.isNegative() || left.isZero()) {
        return Optional.empty();
      }
      time.sleep(shortest(jittered(pause), left, sighting));
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private Optional<Lease> take(
      RecordKey key, Optional<StoredRecord> found, String holder, Duration length)
      throws InterruptedException {
    long token = found.map(record -> LeaseText.of(record).token()).orElse(0L) + 1;
    LeaseText text = new LeaseText(holder, Nonces.fresh(random), token, length);
    long begin = time.nanos();
    Optional<StoredRecord> written =
        found.isPresent()
            ? store.replace(found.get(), text.text())
            : store.create(key, text.text());
    // One whose answer came after its end is nobody's any more.
    return written.map(record -> new Lease(store, time, record, text, begin)).filter(Lease::isHeld);
  }

  /** Given back, or not prolonged for its whole length before this waiter's eyes. */
  private boolean isOver(Sighting sighting) {
    LeaseText text = LeaseText.of(sighting.record());
    return text.isFree() || since(sighting.first()).compareTo(text.length()) >= 0;
  }

  /** A pause, but not beyond the moment at which the lease that was seen ends. */
  private Duration shortest(Duration pause, Duration left, Optional<Sighting> sighting) {
    Duration end =
        sighting
            .map(seen -> LeaseText.of(seen.record()).length().minus(since(seen.first())))
            .filter(until -> !until.isNegative() && !until.isZero())
            .orElse(left);
    Duration shorter = pause.compareTo(left) < 0 ? pause : left;
    return shorter.compareTo(end) < 0 ? shorter : end;
  }

  private Duration jittered(Duration pause) {
    return pause.dividedBy(2).plusNanos(random.nextLong(pause.toNanos()));
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(time.nanos() - nanos);
  }

  /**
   * A write, and when this waiter saw it first.
   *
   * @param first by the monotonic clock
   */
  private record Sighting(StoredRecord record, long first) {}

  /** A look at the record, after what was seen before. */
  private record Look(Optional<Sighting> before, long now) {
    Sighting at(StoredRecord record) {
      return before
          .filter(seen -> seen.record().isSameWrite(record))
          .orElseGet(() -> new Sighting(record, now));
    }
  }
}
