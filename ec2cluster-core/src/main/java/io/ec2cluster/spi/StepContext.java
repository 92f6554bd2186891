package io.ec2cluster.spi;

import io.ec2cluster.Time;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What a running step has at hand. */
public interface StepContext {
  /** The clock of the run. */
  Time time();

  /** Says how far the step is; shown to people, not kept. */
  void progress(String message);

  /**
   * Keeps a line in the report: a choice made, something a person should know. Never a secret. A
   * service and a query have no report: there the line is shown at once, as progress.
   */
  void note(String message);

  /**
   * Begins, or ends, what a service does in order before it ends, and what bounds itself: whoever
   * waits for the end of the process waits for as long as that takes. By default nobody is told.
   */
  default void ending(boolean underWay) {}

  /**
   * Waits until a condition holds, with growing, jittered pauses of 50 ms to 2 s, showing progress.
   *
   * @param what what is waited for, as the progress line and the error name it
   * @throws io.ec2cluster.DeadlineException if it does not hold in time
   */
  void await(String what, Duration deadline, BooleanSupplier condition) throws InterruptedException;
}
