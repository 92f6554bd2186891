package io.ec2cluster;

/**
 * Hears what an operation does while it runs. Called on the operation's thread, and on another one,
 * never at the same time, while a failed run takes back what it had begun.
 */
public interface ProgressListener {
  /** A step begins. */
  default void stepStarted(String name, String description) {}

  /**
   * A running step says how far it is. Between steps an operation says so under its own name, and a
   * back end that has to repeat a call under that of its service, for example {@code Route 53}.
   */
  default void progress(String step, String message) {}

  /** A step has ended. */
  default void stepEnded(Report.StepReport step) {}

  /**
   * What is begun is taken back from here on, and what was taken out of service is put back: who
   * ends the process now leaves it half-way. Its parts are told as steps.
   */
  default void cleanUpStarted() {}

  /** Everything is taken back and put back, as far as that could be done. */
  default void cleanUpEnded() {}

  /** Hears nothing. */
  static ProgressListener none() {
    return new ProgressListener() {};
  }
}
