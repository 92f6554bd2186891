package io.ec2cluster.internal.run;

import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report.StepReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a listener that fails (a closed terminal) from stopping an operation half-way, and lets it
 * hear one thing at a time: who looks at several things at once has several threads.
 */
public final class SteadyListener implements ProgressListener {
  private static final Logger LOG = LoggerFactory.getLogger(SteadyListener.class);

  private final ProgressListener listener;

  private SteadyListener(ProgressListener listener) {
    this.listener = listener;
  }

  /** A listener that never fails. */
  public static ProgressListener of(ProgressListener listener) {
    return listener instanceof SteadyListener ? listener : new SteadyListener(listener);
  }

  @Override
  public void stepStarted(String name, String description) {
    tell(() -> listener.stepStarted(name, description));
  }

  @Override
  public void progress(String step, String message) {
    tell(() -> listener.progress(step, message));
  }

  @Override
  public void stepEnded(StepReport step) {
    tell(() -> listener.stepEnded(step));
  }

  @Override
  public void cleanUpStarted() {
    tell(listener::cleanUpStarted);
  }

  @Override
  public void cleanUpEnded() {
    tell(listener::cleanUpEnded);
  }

  private synchronized void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException failure) {
      LOG.debug("the progress listener failed", failure);
    }
  }
}
