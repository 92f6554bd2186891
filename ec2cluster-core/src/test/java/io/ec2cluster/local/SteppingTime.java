package io.ec2cluster.local;

import io.ec2cluster.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves a second whenever it is looked at, and by every pause at once. */
final class SteppingTime implements Time {
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public Instant now() {
    return Instant.ofEpochSecond(0, nanos.get());
  }

  @Override
  public long nanos() {
    return nanos.addAndGet(Duration.ofSeconds(1).toNanos());
  }

  @Override
  public void sleep(Duration pause) {
    nanos.addAndGet(pause.toNanos());
  }
}
