package io.ec2cluster.testing;

import io.ec2cluster.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A clock that stands still until somebody pauses or the test moves it: a pause ends at once and
 * moves the clock by its length, so an hour of retries takes milliseconds.
 *
 * <p>What {@link #after} schedules runs while the clock passes its moment, on the thread that moves
 * the clock: that is how something "happens meanwhile". Starts at {@code 2026-01-01T00:00:00Z}.
 * Safe for use by several threads; threads that pause at the same moment wake at the same moment,
 * their pauses do not add up.
 */
public final class FakeTime implements Time {
  /** Where a clock starts that is not told otherwise. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Instant start;
  private final List<Duration> pauses = new ArrayList<>();
  private final PriorityQueue<Scheduled> scheduled =
      new PriorityQueue<>(Comparator.comparingLong(Scheduled::at).thenComparing(Scheduled::order));
  private long elapsed;
  private long count;

  /** A clock that starts at {@link #START}. */
  public FakeTime() {
    this(START);
  }

  /** A clock that starts at a moment. */
  public FakeTime(Instant start) {
    this.start = start;
  }

  @Override
  public synchronized Instant now() {
    return start.plusNanos(elapsed);
  }

  @Override
  public synchronized long nanos() {
    return elapsed;
  }

  /** Moves the clock instead of waiting. A pause of nothing or less moves nothing. */
  @Override
  public void sleep(Duration pause) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before a pause of " + pause);
    }
    long target;
    synchronized (this) {
      pauses.add(pause);
      target = elapsed + Math.max(0, pause.toNanos());
    }
    moveTo(target);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while it paused for " + pause);
    }
  }

  /** Moves the clock, and runs what was scheduled for the time that passes. */
  public void advance(Duration by) {
    long target;
    synchronized (this) {
      target = elapsed + by.toNanos();
    }
    moveTo(target);
  }

  /**
   * Lets something happen once the clock has moved on by a delay. It sees its own moment, and may
   * schedule more.
   */
  public synchronized void after(Duration delay, Runnable event) {
    scheduled.add(new Scheduled(elapsed + delay.toNanos(), count++, event));
  }

  /** Every pause so far, in order. */
  public synchronized List<Duration> pauses() {
    return List.copyOf(pauses);
  }

  /** How far the clock has moved. */
  public synchronized Duration elapsed() {
    return Duration.ofNanos(elapsed);
  }

  private void moveTo(long target) {
    for (List<Runnable> due = step(target); !due.isEmpty(); due = step(target)) {
      // Outside the lock: an event may ask the clock from another thread and wait for it.
      due.forEach(Runnable::run);
    }
  }

  /** Moves to the next event up to the target, or to the target when there is none. */
  private synchronized List<Runnable> step(long target) {
    Scheduled next = scheduled.peek();
    if (next == null || next.at() > target) {
      elapsed = Math.max(elapsed, target);
      return List.of();
    }
    scheduled.remove();
    elapsed = Math.max(elapsed, next.at());
    return List.of(next.event());
  }

  private record Scheduled(long at, long order, Runnable event) {}
}
