package io.ec2cluster.aws;

import io.ec2cluster.ProgressListener;
import io.ec2cluster.Time;
import io.ec2cluster.internal.time.Durations;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says that calls are being repeated, so that nobody takes the wait for a standstill: at once, and
 * then no more often than every 5 seconds. Safe for use by several threads.
 */
final class AwsProgress {
  private static final Duration BETWEEN = Duration.ofSeconds(5);

  private final ProgressListener listener;
  private final Time time;
  private boolean toldBefore;
  private long lastTold;

  AwsProgress(ProgressListener listener, Time time) {
    this.listener = listener;
    this.time = time;
  }

  /** A call failed in a way that passes, and will be made again. */
  void repeating(AwsCall call, SdkException failure, Duration waited, Duration deadline) {
    if (isDue()) {
      listener.progress(
          call.service(),
          "%s: %s, trying again (%s of %s)"
              .formatted(
                  call.title(),
                  AwsFailure.inShort(failure),
                  Durations.text(waited),
                  Durations.text(deadline)));
    }
  }

  private synchronized boolean isDue() {
    long now = time.nanos();
    if (toldBefore && now - lastTold < BETWEEN.toNanos()) {
      return false;
    }
    toldBefore = true;
    lastTold = now;
    return true;
  }
}
