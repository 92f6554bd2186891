package io.ec2cluster.internal.run;

import com.google.common.util.concurrent.Uninterruptibles;
import io.ec2cluster.DeadlineException;
import io.ec2cluster.internal.time.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;

/**
 * Runs what has to be taken back or put back where an interruption of the operation (a second
 * Ctrl-C) does not reach it, and not for ever.
 *
 * @param executor where it runs; by default a thread of its own
 * @param bound how long it may take before it is given up
 */
public record Shield(Executor executor, Duration bound) {

  /** What is run. */
  public interface Work {
    /** Runs it. */
    void run() throws InterruptedException;
  }

  /** A thread of its own for every piece of work. */
  public static Executor ownThread() {
    return task -> {
      Thread thread = new Thread(task, "ec2cluster clean-up");
      thread.setDaemon(true);
      thread.start();
    };
  }

  /** Runs work to its end; what it threw, if it failed. */
  public Optional<Throwable> run(Work work) {
    FutureTask<Optional<Throwable>> task = new FutureTask<>(() -> outcomeOf(work));
    executor.execute(task);
    try {
      return Uninterruptibles.getUninterruptibly(task, bound);
    } catch (TimeoutException overdue) {
      task.cancel(true);
      return Optional.of(new DeadlineException("given up after " + Durations.text(bound), overdue));
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("work that keeps its failures has failed", impossible);
    }
  }

  private static Optional<Throwable> outcomeOf(Work work) {
    try {
      work.run();
      return Optional.empty();
    } catch (Throwable failure) {
      // Handed over to the operation's thread, which classifies it or passes an Error on.
      return Optional.of(failure);
    }
  }
}
