package io.ec2cluster.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** An answer of the metadata service that may still be on its way; reading it waits for it. */
final class ImdsAnswer {
  private final String path;
  private final Future<Optional<byte[]>> answer;
  private final Supplier<Duration> remaining;

  ImdsAnswer(String path, Future<Optional<byte[]>> answer, Supplier<Duration> remaining) {
    this.path = path;
    this.answer = answer;
    this.remaining = remaining;
  }

  /** The text without a line break at its end; empty if there is no such key, or if it is blank. */
  Optional<String> text() {
    return bytes()
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).stripTrailing())
        .filter(text -> !text.isBlank());
  }

  /** The bytes; empty if there is no such key. */
  Optional<byte[]> bytes() {
    try {
      return answer.get(Math.max(1, remaining.get().toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new EnvironmentException(
          "the metadata service did not give '"
              + path
              + "' in time: it answered before, so that this is EC2 and it is slow. Run again",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedOperationException("interrupted while reading instance metadata", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    }
  }
}
