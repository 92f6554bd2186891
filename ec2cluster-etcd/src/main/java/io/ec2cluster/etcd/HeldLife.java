package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.etcd.group.LifecycleHooks;
import io.ec2cluster.etcd.group.LifecycleHooks.Hook;
import io.ec2cluster.etcd.group.LifecycleHooks.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The hooks that hold this node in one transition: prolonged while it needs longer, completed when
 * it is done. What fails, a missing permission above all, is said once and tried again later: a
 * hook that is never completed ends by itself, late. For use by one thread.
 */
final class HeldLife {
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private final LifecycleHooks hooks;
  private final Transition transition;
  private final Time time;
  private final Consumer<String> say;
  private final Map<Hook, Long> signs = new HashMap<>();
  private final Set<String> said = new HashSet<>();
  private Optional<List<Hook>> open = Optional.empty();
  private Optional<Long> failed = Optional.empty();

  HeldLife(LifecycleHooks hooks, Transition transition, Time time, Consumer<String> say) {
    this.hooks = hooks;
    this.transition = transition;
    this.time = time;
    this.say = say;
  }

  /**
   * Gives a sign of life: at once, because nobody knows how long it is held already; then early.
   */
  void prolong() {
    for (Hook hook : open()) {
      Long last = signs.get(hook);
      boolean due = last == null || since(last).compareTo(hook.patience().dividedBy(3)) >= 0;
      if (due && tried(() -> hooks.prolong(hook))) {
        signs.put(hook, time.nanos());
      }
    }
  }

  /**
   * Completes what is not completed yet.
   *
   * @return whether nothing is left
   */
  boolean release() {
    for (Hook hook : open()) {
      if (tried(() -> hooks.complete(hook))) {
        say.accept("completed the lifecycle hook " + hook.name());
        open = open.map(all -> all.stream().filter(other -> !other.equals(hook)).toList());
      }
    }
    return open.filter(List::isEmpty).isPresent();
  }

  private List<Hook> open() {
    if (open.isEmpty()) {
      List<Hook> found = new ArrayList<>();
      if (tried(() -> found.addAll(hooks.find(transition)))) {
        open = Optional.of(List.copyOf(found));
      }
    }
    return open.orElse(List.of());
  }

  private boolean tried(Runnable call) {
    if (failed.filter(at -> since(at).compareTo(AGAIN) < 0).isPresent()) {
      return false;
    }
    try {
      call.run();
      failed = Optional.empty();
      return true;
    } catch (EnvironmentException failure) {
      failed = Optional.of(time.nanos());
      // The service's id of the request differs each time.
      if (said.add(String.valueOf(failure.getMessage()).replaceAll("request \\S+", ""))) {
        say.accept("a lifecycle hook waits longer: " + failure.getMessage());
      }
      return false;
    }
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(time.nanos() - nanos);
  }
}
