package io.ec2cluster.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Time;
import io.ec2cluster.internal.time.Durations;
import java.time.Duration;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Repeats a call that failed in a way that passes, with exponential pauses and full jitter, until a
 * deadline; then says what was and was not done. Safe for use by several threads.
 *
 * <p>This is the only retry that counts: it knows the deadline and pauses through {@link Time}. The
 * clients that ec2cluster builds have the SDK's own retries switched off, because retries of
 * retries multiply the requests that a throttled account (Route 53: 5 per second) has to refuse. A
 * client that an embedding application passes may keep them; the results are the same.
 */
public final class AwsRetry {
  private static final Duration FIRST_CEILING = Duration.ofMillis(300);
  private static final Duration LAST_CEILING = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofMillis(50);

  private final Time time;
  private final RandomGenerator random;
  private final Duration deadline;
  private final String setting;
  private final AwsProgress progress;

  /** Repeats calls without a word about it. */
  AwsRetry(Time time, RandomGenerator random, Duration deadline) {
    this(time, random, deadline, ProgressListener.none());
  }

  /** Repeats calls and says so to a listener. */
  AwsRetry(Time time, RandomGenerator random, Duration deadline, ProgressListener listener) {
    this.time = time;
    this.random = random;
    this.deadline = deadline;
    this.setting = " (aws.retry-deadline)";
    this.progress = new AwsProgress(listener, time);
  }

  private AwsRetry(AwsRetry other, Duration deadline) {
    this.time = other.time;
    this.random = other.random;
    this.deadline = deadline;
    this.setting = "";
    this.progress = other.progress;
  }

  /** The same, giving up sooner where the deadline is longer: for answers that are worth less. */
  public AwsRetry atMost(Duration limit) {
    return limit.compareTo(deadline) < 0 ? new AwsRetry(this, limit) : this;
  }

  /**
   * The result of the call.
   *
   * @param attempt makes one attempt, knowing what became of those before; what it throws besides
   *     the SDK's exceptions passes through
   * @throws EnvironmentException if it failed for good, or until the deadline
   * @throws InterruptedOperationException if the thread was interrupted; its flag is set
   */
  public <T> T run(AwsCall call, Function<AwsAttempts, T> attempt) {
    long start = time.nanos();
    AwsAttempts earlier = AwsAttempts.NONE;
    while (true) {
      try {
        return attempt.apply(earlier);
      } catch (SdkException e) {
        earlier = earlier.andFailed(AwsFailure.leavesOutcomeOpen(e));
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
          throw interrupted(call, earlier, e);
        }
        if (!AwsFailure.isTransient(e)) {
          throw AwsFailure.permanent(call, earlier, e);
        }
        pauseOrGiveUp(call, earlier, start, e);
      }
    }
  }

  private void pauseOrGiveUp(AwsCall call, AwsAttempts earlier, long start, SdkException last) {
    Duration waited = Duration.ofNanos(time.nanos() - start);
    Duration left = deadline.minus(waited);
    if (left.isNegative() || left.isZero()) {
      throw new EnvironmentException(
          "cannot %s: %d attempts failed in %s%s, the last with %s. %s"
              .formatted(
                  call.what(),
                  earlier.failed(),
                  Durations.text(deadline),
                  setting,
                  AwsFailure.describe(last),
                  call.leftBehind(earlier.open())),
          last);
    }
    progress.repeating(call, last, waited, deadline);
    Duration pause = pause(earlier.failed());
    try {
      time.sleep(pause.compareTo(left) < 0 ? pause : left);
    } catch (InterruptedException e) {
      throw interrupted(call, earlier, last);
    }
  }

  private static InterruptedOperationException interrupted(
      AwsCall call, AwsAttempts earlier, SdkException last) {
    Thread.currentThread().interrupt();
    return new InterruptedOperationException(
        "interrupted before it was possible to %s (the last attempt failed with %s). %s"
            .formatted(call.what(), AwsFailure.describe(last), call.leftBehind(earlier.open())),
        last);
  }

  /** Full jitter: anything up to a ceiling that doubles. */
  private Duration pause(int failures) {
    long ceiling = FIRST_CEILING.toMillis() << Math.min(failures - 1, 10);
    long limited = Math.min(ceiling, LAST_CEILING.toMillis());
    synchronized (random) {
      return SHORTEST.plusMillis(random.nextLong(limited));
    }
  }
}
