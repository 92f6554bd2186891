package io.ec2cluster.internal.agent;

import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;

/** Of changes that run again and again: the steps that did something. */
record QuietListener(ProgressListener listener) implements ProgressListener {
  @Override
  public void progress(String step, String message) {
    listener.progress(step, step + ": " + message);
  }

  @Override
  public void stepEnded(Report.StepReport step) {
    if (step.outcome() != StepOutcome.ALREADY_SO) {
      listener.stepEnded(step);
    }
  }

  @Override
  public void cleanUpStarted() {
    listener.cleanUpStarted();
  }

  @Override
  public void cleanUpEnded() {
    listener.cleanUpEnded();
  }
}
