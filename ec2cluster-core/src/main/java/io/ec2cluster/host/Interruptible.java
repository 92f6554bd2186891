package io.ec2cluster.host;

import io.ec2cluster.InterruptedOperationException;

/** A question whose answer may be interrupted. */
@FunctionalInterface
public interface Interruptible<T> {
  /** Asks. */
  T get() throws InterruptedException;

  /** Asks where no interruption can be thrown: it is kept on the thread, and told by ours. */
  static <T> T ask(Interruptible<T> question) {
    try {
      return question.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedOperationException(
          "interrupted while the server on this node was asked; it is left as it is", interrupted);
    }
  }
}
