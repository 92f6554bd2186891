package io.ec2cluster.internal.write;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.internal.time.Pauses;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Sends a conditional change until it is known what came of it. Every conflict and every lost
 * answer is read back: a retry inside a client reports its own earlier commit as a conflict, and
 * what is not there yet may still arrive. For use by one thread.
 *
 * @param <V> what is read back
 */
public final class ConditionalWrite<V> {
  /** How long a conflict may stand against what is read: a read may be out of date. */
  private static final Duration SETTLE = Duration.ofSeconds(30);

  /**
   * How often a write or a read that failed is tried again. Few: the store itself has retried what
   * is transient up to a deadline of its own, and a missing permission is not cured by patience.
   */
  private static final int MAX_FAILURES = 4;

  private final Supplier<V> readBack;
  private final Time time;
  private final RandomGenerator random;

  /**
   * A write.
   *
   * @param readBack reads what stands there; throws {@link EnvironmentException} if it cannot
   */
  public ConditionalWrite(Supplier<V> readBack, Time time, RandomGenerator random) {
    this.readBack = readBack;
    this.time = time;
    this.random = random;
  }

  /**
   * Sends a change, and again until it is settled.
   *
   * @param first sends it: throws {@link ChangeConflictException} if its condition does not hold,
   *     another {@link EnvironmentException} if it failed or was not answered
   * @param again what to send next, given what was read after a failure; empty if nothing more is
   *     to be sent, because the change is there already or never will be
   * @return empty if a change was applied, else what was read when nothing more was to be sent
   * @throws EnvironmentException if it is not known whether it was or will be applied
   */
  public Optional<V> send(Runnable first, Function<V, Optional<Runnable>> again)
      throws InterruptedException {
    Pauses pauses = Pauses.betweenRequests(time, random, SETTLE);
    Runnable attempt = first;
    int failures = 0;
    while (true) {
      Optional<EnvironmentException> problem = run(attempt);
      if (problem.isEmpty()) {
        return Optional.empty();
      }
      Optional<V> seen = readBack(problem.get());
      if (seen.isPresent()) {
        Optional<Runnable> next = again.apply(seen.get());
        if (next.isEmpty()) {
          return seen;
        }
        attempt = next.get();
      }
      if (seen.isEmpty() || !(problem.get() instanceof ChangeConflictException)) {
        failures++;
      }
      if (failures >= MAX_FAILURES || !pauses.pause()) {
        throw problem.get();
      }
    }
  }

  private static Optional<EnvironmentException> run(Runnable attempt) {
    try {
      attempt.run();
      return Optional.empty();
    } catch (EnvironmentException conflictOrUnknown) {
      return Optional.of(conflictOrUnknown);
    }
  }

  private Optional<V> readBack(EnvironmentException problem) {
    try {
      return Optional.of(readBack.get());
    } catch (EnvironmentException unreadable) {
      problem.addSuppressed(unreadable);
      return Optional.empty();
    }
  }
}
