package io.ec2cluster.internal.run;

import io.ec2cluster.ProgressListener;
import io.ec2cluster.Time;
import io.ec2cluster.spi.Plan;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Runs plans: every step is checked, then done, timed and reported. When one fails or the thread is
 * interrupted, the steps begun so far are taken back in reverse order; finalizers run on every way
 * out, the last one first. Neither is reached by an interruption.
 *
 * <p>For use by one thread at a time.
 */
public final class PlanRunner {
  /** The last resort: what is taken back bounds its own waits. */
  private static final Duration CLEAN_UP_BOUND = Duration.ofMinutes(15);

  private final Time time;
  private final RandomGenerator random;
  private final ProgressListener listener;
  private final Shield shield;

  /** A runner that takes back and finalizes on a thread of its own. */
  public PlanRunner(Time time, RandomGenerator random, ProgressListener listener) {
    this(time, random, listener, Shield.ownThread(), CLEAN_UP_BOUND);
  }

  /**
   * A runner that takes back and finalizes elsewhere, for simulations that know their threads.
   *
   * @param cleanUp where it runs; {@code Runnable::run} for the operation's own thread
   * @param bound how long each part of it may take, by the machine's own clock
   */
  public PlanRunner(
      Time time,
      RandomGenerator random,
      ProgressListener listener,
      Executor cleanUp,
      Duration bound) {
    this.time = time;
    this.random = random;
    this.listener = SteadyListener.of(listener);
    this.shield = new Shield(cleanUp, bound);
  }

  /**
   * Runs a plan. Does not throw for a failure of the run; an interruption is restored on the
   * thread. An {@link Error} that no report could be trusted after is passed on at once.
   */
  public RunResult run(Plan plan) {
    return new PlanRun(time, random, listener, shield).run(plan);
  }

  /**
   * Shows what a plan would do: runs the checks alone, and shows every branch of a choice, under
   * its label.
   */
  public RunResult dryRun(Plan plan) {
    return new DryRun(time, random, listener).run(plan);
  }
}
