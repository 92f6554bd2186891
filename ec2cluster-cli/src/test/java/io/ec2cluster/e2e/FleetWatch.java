package io.ec2cluster.e2e;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Looks every 20 ms how many HAProxy has in service. */
final class FleetWatch implements AutoCloseable {
  private final AtomicLong least = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong looks = new AtomicLong();
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final Thread thread;

  FleetWatch(WebFleet fleet) {
    thread = new Thread(() -> look(fleet), "watch");
    thread.start();
  }

  private void look(WebFleet fleet) {
    while (open.get()) {
      try {
        least.accumulateAndGet(fleet.haproxy().inService("web"), Math::min);
        looks.incrementAndGet();
      } catch (IOException failure) {
        throw new AssertionError(failure);
      }
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(20));
    }
  }

  long least() {
    return least.get();
  }

  long looks() {
    return looks.get();
  }

  @Override
  public void close() {
    open.set(false);
    Uninterruptibles.joinUninterruptibly(thread);
  }
}
