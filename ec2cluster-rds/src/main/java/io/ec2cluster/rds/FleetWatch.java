package io.ec2cluster.rds;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Waits for instances: jittered looks, one line of progress for each instance when its state
 * changes and every minute besides, up to the operation's deadline. What no waiting mends ends the
 * wait at once. For use by one thread.
 */
final class FleetWatch {
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  /**
   * How many looks in a row have to show that somebody else undoes what is waited for: one or two
   * may be out of date.
   */
  private static final int LOOKS_UNTIL_UNDONE = 6;

  private final RdsApi api;
  private final Supplier<Fleet> look;
  private final RandomGenerator random;
  private final Duration poll;
  private final Deadline deadline;

  FleetWatch(
      RdsApi api, Supplier<Fleet> look, RandomGenerator random, Duration poll, Deadline deadline) {
    this.api = api;
    this.look = look;
    this.random = random;
    this.poll = poll;
    this.deadline = deadline;
  }

  /** What is waited for. */
  interface Goal {
    /** Whether an instance, as one look found it, is there. */
    boolean isReached(Optional<DbInstance> instance);

    /** What it is waited for to be: {@code available}. */
    String words();

    /** Whether an instance goes, or went, the other way. */
    boolean isUndone(Optional<DbInstance> instance);

    /** Whether a state out of which no waiting leads ends the wait. */
    default boolean mindsTrouble() {
      return true;
    }
  }

  /** Who sees every look of a wait. */
  interface Witness {
    /** Sees one; what it throws ends the wait. */
    void saw(StepContext step, Fleet fleet) throws InterruptedException;
  }

  /** Looks once. */
  Fleet look() {
    return look.get();
  }

  /** How long the operation has been going. */
  Duration elapsed() {
    return deadline.elapsed();
  }

  /**
   * Waits until every instance has reached its goal.
   *
   * @throws DeadlineException if they have not in time, or somebody else undoes it
   * @throws EnvironmentException if one got into a state out of which no waiting leads
   * @throws InterruptedOperationException if the thread was interrupted; its flag is set
   */
  void await(StepContext step, List<String> ids, Goal goal) throws InterruptedException {
    await(step, ids, goal, (running, fleet) -> {});
  }

  /** The same, with somebody who sees every look. */
  void await(StepContext step, List<String> ids, Goal goal, Witness witness)
      throws InterruptedException {
    Map<String, Line> lines = new HashMap<>();
    Multiset<String> undone = HashMultiset.create();
    while (true) {
      Fleet fleet = look.get();
      witness.saw(step, fleet);
      List<String> missing = ids.stream().filter(id -> !goal.isReached(fleet.find(id))).toList();
      missing.forEach(id -> tell(step, id, fleet.find(id), lines));
      if (missing.isEmpty()) {
        return;
      }
      if (goal.mindsTrouble()) {
        missing.forEach(id -> fleet.find(id).ifPresent(this::checkHealth));
      }
      checkUndone(ids, fleet, goal, undone);
      pauseOrGiveUp(step, () -> states(missing, fleet, goal));
    }
  }

  private static void checkUndone(
      List<String> ids, Fleet fleet, Goal goal, Multiset<String> undone) {
    for (String id : ids) {
      undone.setCount(id, goal.isUndone(fleet.find(id)) ? undone.count(id) + 1 : 0);
      if (undone.count(id) >= LOOKS_UNTIL_UNDONE) {
        throw new DeadlineException(
            "%s is %s in %d looks in a row, and was to be %s: somebody else changes the fleet. The same command again goes on"
                .formatted(id, state(fleet.find(id)), LOOKS_UNTIL_UNDONE, goal.words()));
      }
    }
  }

  /**
   * Pauses before the next look.
   *
   * @param left what is still to be reached, in words
   */
  void pauseOrGiveUp(StepContext step, Supplier<String> left) {
    pauseWithin(step, deadline.whole(), left);
  }

  /**
   * The same, not longer than something else may take.
   *
   * @param most what is left of that
   */
  void pauseWithin(StepContext step, Duration most, Supplier<String> left) {
    Duration jittered = Duration.ofNanos(poll.toNanos() / 2 + random.nextLong(poll.toNanos()));
    pause(step, jittered.compareTo(most) < 0 ? jittered : most, left);
  }

  /** Whether the operation's deadline is over. */
  private void giveUpIfOver(Supplier<String> left) {
    if (deadline.isOver()) {
      throw new DeadlineException(
          "%s were not enough (rds: wait: deadline): %s. RDS goes on with what it was asked for; the same command again picks up where it stands"
              .formatted(Words.of(deadline.whole()), left.get()));
    }
  }

  /**
   * Pauses for a time, or until the operation's deadline.
   *
   * @param left what is still to be reached, in words
   */
  void pause(StepContext step, Duration pause, Supplier<String> left) {
    giveUpIfOver(left);
    Duration rest = deadline.left();
    try {
      step.time().sleep(pause.compareTo(rest) < 0 ? pause : rest);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedOperationException(
          "interrupted while waiting: %s. RDS goes on with what it was asked for; the same command again picks up where it stands"
              .formatted(left.get()),
          interrupted);
    }
  }

  /** Refuses to wait for an instance that no waiting mends. */
  void checkHealth(DbInstance instance) {
    if (instance.isInTrouble()) {
      throw new EnvironmentException(
          "%s is in the state '%s', out of which no waiting leads. RDS's events of the last hour: %s"
              .formatted(instance.id(), instance.state(), events(instance)));
    }
  }

  /** Without them the state is told all the same. */
  private String events(DbInstance instance) {
    try {
      List<String> events = api.events(instance.id());
      return events.isEmpty() ? "none" : "\n  " + String.join("\n  ", events);
    } catch (EnvironmentException unreadable) {
      return "not readable (%s)".formatted(unreadable.getMessage());
    }
  }

  private void tell(
      StepContext step, String id, Optional<DbInstance> found, Map<String, Line> lines) {
    String state = state(found);
    Duration now = deadline.elapsed();
    boolean saidLately =
        Optional.ofNullable(lines.get(id))
            .filter(last -> last.state().equals(state))
            .filter(last -> now.minus(last.at()).compareTo(BETWEEN_LINES) < 0)
            .isPresent();
    if (!saidLately) {
      step.progress(
          "%s: %s (%s of %s)".formatted(id, state, Words.of(now), Words.of(deadline.whole())));
      lines.put(id, new Line(state, now));
    }
  }

  private static String states(List<String> missing, Fleet fleet, Goal goal) {
    return missing.stream()
        .map(id -> "%s is %s, not %s".formatted(id, state(fleet.find(id)), goal.words()))
        .collect(Collectors.joining("; "));
  }

  private static String state(Optional<DbInstance> found) {
    return found.map(FleetWatch::state).orElse("not there");
  }

  private static String state(DbInstance instance) {
    return instance
        .pendingClass()
        .map(pending -> instance.state() + ", class " + instance.instanceClass() + " to " + pending)
        .orElseGet(instance::state);
  }

  /** What was last said of an instance, and when. */
  private record Line(String state, Duration at) {}
}
