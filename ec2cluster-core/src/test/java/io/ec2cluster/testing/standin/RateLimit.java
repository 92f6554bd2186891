package io.ec2cluster.testing.standin;

import io.ec2cluster.Time;
import java.time.Duration;
import java.util.Arrays;

/** So many requests in any second; refused ones do not count. */
public final class RateLimit {
  private final Time time;
  private final long[] admitted;
  private int next;

  /** A limit that admits the first requests at once. */
  public RateLimit(Time time, int perSecond) {
    this.time = time;
    this.admitted = new long[perSecond];
    long longAgo = time.nanos() - Duration.ofSeconds(2).toNanos();
    Arrays.fill(admitted, longAgo);
  }

  /** Whether a request is admitted now. */
  public synchronized boolean admits() {
    long now = time.nanos();
    if (now - admitted[next] < Duration.ofSeconds(1).toNanos()) {
      return false;
    }
    admitted[next] = now;
    next = (next + 1) % admitted.length;
    return true;
  }
}
