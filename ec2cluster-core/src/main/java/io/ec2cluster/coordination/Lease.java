package io.ec2cluster.coordination;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * A lease that was taken. It ends by {@link #close}, or when {@code length} has passed since the
 * last heart-beat that arrived. Safe for use by several threads.
 */
public final class Lease implements AutoCloseable {
  private final RecordStore store;
  private final Time time;
  private final LeaseText text;
  private final RecordKey key;
  private StoredRecord record;
  private boolean ended;
  private volatile long prolonged;
  private volatile boolean lost;
  private Optional<HeartBeat> heartBeat = Optional.empty();

  Lease(RecordStore store, Time time, StoredRecord record, LeaseText text, long begin) {
    this.store = store;
    this.time = time;
    this.key = record.key();
    this.record = record;
    this.text = text;
    this.prolonged = begin;
  }

  /** The lease's name. */
  public RecordKey key() {
    return key;
  }

  /** The number of this grant: greater than that of every grant before it. */
  public long token() {
    return text.token();
  }

  /** How long it lasts after a heart-beat. */
  public Duration length() {
    return text.length();
  }

  /**
   * What is left of it if no further heart-beat arrives, by this process's monotonic clock; nothing
   * once it is lost or given back.
   */
  public Duration left() {
    Duration left = text.length().minusNanos(time.nanos() - prolonged);
    return lost || left.isNegative() ? Duration.ZERO : left;
  }

  /** Whether nobody else can have it now. */
  public boolean isHeld() {
    return !left().isZero();
  }

  /**
   * Before every act that the lease is for.
   *
   * @throws LeaseLostException if it is not held any more
   */
  public void requireHeld() {
    if (!isHeld()) {
      throw new LeaseLostException(
          "the lease "
              + key
              + " (grant "
              + text.token()
              + ") is not held any more: no heart-beat arrived within "
              + text.length().toSeconds()
              + " s, or another node has taken it. Run again");
    }
  }

  /**
   * One heart-beat: prolongs the lease by its length from now.
   *
   * @throws LeaseLostException if it is over: by the clock, or because another has taken it
   * @throws EnvironmentException if it is not known whether it arrived; the lease is held as long
   *     as {@link #left} says, and a later heart-beat finds out
   */
  public synchronized void renew() throws InterruptedException {
    requireHeld();
    long begin = time.nanos();
    if (!write(text)) {
      lost = true;
      requireHeld();
    }
    prolonged = begin;
  }

  /**
   * Lets a thread of its own send a heart-beat each third of the length, until the lease is closed
   * or lost. A heart-beat that fails is tried again while the lease lasts.
   */
  public synchronized Lease keptAlive() {
    if (heartBeat.isEmpty() && !ended) {
      heartBeat = Optional.of(HeartBeat.start(this, time));
    }
    return this;
  }

  /**
   * Gives it back, so that others need not wait for its end. A failure is not told: it ends by
   * itself then. Does nothing the second time.
   */
  @Override
  public void close() {
    stopHeartBeat();
    giveBack();
  }

  /** Not while holding the monitor, which the thread that is to end may be waiting for. */
  private void stopHeartBeat() {
    Optional<HeartBeat> running;
    synchronized (this) {
      running = heartBeat;
      heartBeat = Optional.empty();
      ended = true;
    }
    running.ifPresent(HeartBeat::stop);
  }

  private synchronized void giveBack() {
    boolean held = isHeld();
    lost = true;
    if (!held) {
      return;
    }
    try {
      write(text.givenBack());
    } catch (EnvironmentException unknown) {
      HeartBeat.LOG.debug("lease {} was not given back and will run out", key, unknown);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Writes over one's own record, whatever heart-beat of this grant stands there: one that was not
   * answered may have arrived since.
   *
   * @return false if it is not this grant's record any more
   */
  private boolean write(LeaseText next) throws InterruptedException {
    for (int tries = 0; tries < 3; tries++) {
      Optional<StoredRecord> written = store.replace(record, next.text());
      if (written.isPresent()) {
        record = written.get();
        return true;
      }
      Optional<StoredRecord> now = store.read(key);
      if (now.isEmpty() || !LeaseText.of(now.get()).grant().equals(text.grant())) {
        return false;
      }
      record = now.get();
    }
    throw new EnvironmentException(
        "the heart-beats of lease "
            + key
            + " overtake each other; expected one writer for a grant");
  }
}
