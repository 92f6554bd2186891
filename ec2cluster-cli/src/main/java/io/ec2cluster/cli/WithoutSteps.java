package io.ec2cluster.cli;

import io.ec2cluster.ProgressListener;

/**
 * Passes on what is waited for, and not the steps: a plan that is only shown is shown whole in the
 * end, and not before as if its steps ran.
 *
 * @param listener hears the rest
 */
record WithoutSteps(ProgressListener listener) implements ProgressListener {
  @Override
  public void progress(String step, String message) {
    listener.progress(step, message);
  }
}
