package io.ec2cluster.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Ends the operation in order when the process is told to end (SIGINT, SIGTERM): interrupts its
 * thread and waits until it has said what state it leaves. For a step that does not heed the
 * interruption it waits for a limited time; for what is taken back or put back as long as that
 * takes, which the runner bounds.
 *
 * <p>Runs as a shutdown hook: the virtual machine ends by itself with 128 + the signal's number
 * when the hooks have ended (Java API, Runtime). The operation's thread may call {@code
 * System.exit} after {@link #ended()}: it then waits for the hook, which waits for nothing any
 * more.
 */
final class Interruption implements Runnable {
  private final Thread worker;
  private final Supplier<Optional<String>> activity;
  private final BooleanSupplier cleansUp;
  private final PrintWriter err;
  private final Duration silence;
  private final Duration patience;
  private final CountDownLatch end = new CountDownLatch(1);

  /**
   * Creates it.
   *
   * @param worker the operation's thread
   * @param activity the step that runs
   * @param cleansUp whether what was begun is being taken back
   * @param err where to say what is waited for
   * @param silence how long to wait before saying so
   * @param patience how long to wait after that at most
   */
  Interruption(
      Thread worker,
      Supplier<Optional<String>> activity,
      BooleanSupplier cleansUp,
      PrintWriter err,
      Duration silence,
      Duration patience) {
    this.worker = worker;
    this.activity = activity;
    this.cleansUp = cleansUp;
    this.err = err;
    this.silence = silence;
    this.patience = patience;
  }

  /** The operation has ended; there is nothing to interrupt or to wait for. */
  void ended() {
    end.countDown();
  }

  @Override
  public void run() {
    if (end.getCount() == 0) {
      return;
    }
    worker.interrupt();
    try {
      if (!hasEndedWithin(silence)) {
        say("ending; waiting up to " + Words.of(patience) + " for " + step());
        while (!hasEndedWithin(patience)) {
          if (!cleansUp.getAsBoolean()) {
            say(step() + " did not end in time; 'ec2cluster status' tells the state left");
            return;
          }
          say(
              "taking back what was begun, at "
                  + step()
                  + "; waiting, since it must not be cut off");
        }
      }
    } catch (InterruptedException nobodyWaitsForTheHook) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasEndedWithin(Duration time) throws InterruptedException {
    return end.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private String step() {
    return activity.get().map(name -> "'" + name + "'").orElse("the operation");
  }

  private void say(String words) {
    err.println("ec2cluster: " + words);
    err.flush();
  }
}
