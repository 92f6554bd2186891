package io.ec2cluster.testing.standin;

import io.ec2cluster.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The faults that a stand-in is told to show: by a script for the next requests of an action, at
 * random from a seed, or for a while. None at first. Safe for use by several threads.
 */
public final class Route53Faults {
  private final Time time;
  private final Map<Route53Action, Deque<Route53Fault>> scripted =
      new EnumMap<>(Route53Action.class);
  private final Set<Route53Action> denied = EnumSet.noneOf(Route53Action.class);
  private Duration latency = Duration.ZERO;
  private Duration throttledFor = Duration.ZERO;
  private long throttledSince;
  private Optional<Chance> chance = Optional.empty();

  Route53Faults(Time time) {
    this.time = time;
  }

  /** The next requests of an action meet these, one each, after those scripted before. */
  public synchronized void next(Route53Action action, Route53Fault... faults) {
    scripted.computeIfAbsent(action, key -> new ArrayDeque<>()).addAll(List.of(faults));
  }

  /** The next {@code times} requests of an action meet this. */
  public synchronized void next(Route53Action action, int times, Route53Fault fault) {
    for (int i = 0; i < times; i++) {
      next(action, fault);
    }
  }

  /** Every request is throttled for a while, by the clock of the stand-in. */
  public synchronized void throttleFor(Duration duration) {
    throttledFor = duration;
    throttledSince = time.nanos();
  }

  /** An action is not allowed from now on. */
  public synchronized void deny(Route53Action action) {
    denied.add(action);
  }

  /** Every request waits this long before it is looked at. */
  public synchronized void delay(Duration duration) {
    latency = duration;
  }

  /** Each request meets one of these with a chance in percent, drawn from the seed's sequence. */
  public synchronized void random(RandomGenerator seeded, int percent, Route53Fault... faults) {
    chance = Optional.of(new Chance(seeded, percent, List.of(faults)));
  }

  /** No faults from now on. */
  public synchronized void clear() {
    scripted.clear();
    denied.clear();
    latency = Duration.ZERO;
    throttledFor = Duration.ZERO;
    chance = Optional.empty();
  }

  synchronized Duration latency() {
    return latency;
  }

  /** What the request that just arrived meets. */
  synchronized Optional<Route53Fault> take(Route53Action action) {
    if (time.nanos() - throttledSince < throttledFor.toNanos()) {
      return Optional.of(Route53Fault.THROTTLING);
    }
    if (denied.contains(action)) {
      return Optional.of(Route53Fault.ACCESS_DENIED);
    }
    Deque<Route53Fault> script = scripted.getOrDefault(action, new ArrayDeque<>());
    return Optional.ofNullable(script.poll()).or(() -> chance.flatMap(Chance::draw));
  }

  private record Chance(RandomGenerator seeded, int percent, List<Route53Fault> faults) {
    Optional<Route53Fault> draw() {
      return seeded.nextInt(100) < percent
          ? Optional.of(faults.get(seeded.nextInt(faults.size())))
          : Optional.empty();
    }
  }
}
