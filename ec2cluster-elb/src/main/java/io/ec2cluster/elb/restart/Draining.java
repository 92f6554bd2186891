package io.ec2cluster.elb.restart;

import io.ec2cluster.Time;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The time between the removal and the restart: what a load balancer allows its requests, and as
 * long as it may send new ones all the same. Where connections can be seen it ends with the last of
 * them. For one thread.
 */
public final class Draining {
  private static final Duration MARGIN = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Optional<Duration> timeout;
  private final Time time;
  private Optional<Long> begun = Optional.empty();

  /**
   * By a bound.
   *
   * @param timeout at most how long; by default the load balancer's own delay and 30 s more
   */
  public Draining(Optional<Duration> timeout, Time time) {
    this.timeout = timeout;
    this.time = time;
  }

  /** The instance was taken out of one of its load balancers; the last one counts. */
  void begin() {
    begun = Optional.of(time.nanos());
  }

  /** Waits until no load balancer has requests on this instance, or may not have any more. */
  void await(List<LoadBalancer> balancers, StepContext step) throws InterruptedException {
    List<LoadBalancer> left = new ArrayList<>(balancers);
    Map<LoadBalancer, Duration> delays = new HashMap<>();
    for (LoadBalancer balancer : balancers) {
      delays.put(balancer, balancer.drainDelay());
    }
    while (!left.isEmpty()) {
      for (LoadBalancer balancer : List.copyOf(left)) {
        if (isDrained(balancer, delays.getOrDefault(balancer, Duration.ZERO), step)) {
          left.remove(balancer);
        }
      }
      if (!left.isEmpty()) {
        time.sleep(LOOK);
      }
    }
  }

  private boolean isDrained(LoadBalancer balancer, Duration own, StepContext step)
      throws InterruptedException {
    Duration since = Duration.ofNanos(time.nanos() - begun.orElseThrow());
    if (since.compareTo(balancer.propagation()) < 0) {
      return false;
    }
    OptionalLong connections = balancer.connections();
    if (connections.isPresent() && connections.getAsLong() == 0) {
      return true;
    }
    Duration bound = timeout.orElse(own.plus(MARGIN));
    if (since.compareTo(bound) >= 0) {
      step.note(
          balancer.id()
              + ": not drained within "
              + bound.toSeconds()
              + " s"
              + (connections.isPresent()
                  ? ", " + connections.getAsLong() + " connections are cut"
                  : ", its own delay is " + own.toSeconds() + " s: requests may be cut"));
      return true;
    }
    step.progress(
        balancer.id()
            + " drains"
            + (connections.isPresent()
                ? ", " + connections.getAsLong() + " connections"
                : ", for " + own.plus(balancer.propagation()).toSeconds() + " s"));
    return connections.isEmpty() && since.compareTo(own.plus(balancer.propagation())) >= 0;
  }
}
