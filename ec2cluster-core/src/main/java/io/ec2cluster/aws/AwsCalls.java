package io.ec2cluster.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Calls of AWS APIs that are repeated while their failure is transient: with growing, jittered
 * pauses, up to a deadline. Safe for use by several threads if its random generator is.
 */
final class AwsCalls {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Time time;
  private final RandomGenerator random;
  private final Duration deadline;

  AwsCalls(Time time, RandomGenerator random, Duration deadline) {
    this.time = time;
    this.random = random;
    this.deadline = deadline;
  }

  /**
   * Calls.
   *
   * @param action the action as IAM names it, for example {@code ec2:DescribeInstances}
   * @param request the call; errors of the service that are answers are handled inside it
   * @throws EnvironmentException if it failed for good, or transiently until the deadline
   */
  <T> T call(String action, Supplier<T> request) {
    long start = time.nanos();
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        return request.get();
      } catch (SdkException e) {
        Duration elapsed = Duration.ofNanos(time.nanos() - start);
        if (!AwsFailure.isTransient(e)) {
          throw AwsFailure.translate(action, e, "");
        }
        if (elapsed.plus(pause).compareTo(deadline) > 0) {
          throw AwsFailure.translate(
              action, e, " " + attempt + " times within " + elapsed.toSeconds() + " s");
        }
      }
      sleep(action, pause);
      pause =
          LONGEST_PAUSE.compareTo(pause.multipliedBy(2)) < 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
    }
  }

  /** Half of the pause at least, so that a throttled account gets its rest; the rest by chance. */
  private void sleep(String action, Duration pause) {
    long half = pause.toNanos() / 2;
    try {
      time.sleep(Duration.ofNanos(half + random.nextLong(half + 1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedOperationException("interrupted while repeating " + action, e);
    }
  }
}
