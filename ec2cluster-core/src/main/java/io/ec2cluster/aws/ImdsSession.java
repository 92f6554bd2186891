package io.ec2cluster.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A session with the metadata service: one token, requests in parallel, one deadline for them all.
 * Source of the protocol: EC2 User Guide, "Use the Instance Metadata Service".
 */
final class ImdsSession implements AutoCloseable {
  private static final String TOKEN = "X-aws-ec2-metadata-token";
  private static final Map<String, String> TOKEN_LIFE = Map.of(TOKEN + "-ttl-seconds", "60");
  private static final int READERS = 6;
  private static final int ATTEMPTS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private final URI endpoint;
  private final Time time;
  private final Duration deadline;
  private final long start;
  private final ExecutorService readers;
  private String token = "";

  private ImdsSession(URI endpoint, Duration deadline, Time time) {
    this.endpoint = endpoint;
    this.time = time;
    this.deadline = deadline;
    this.start = time.nanos();
    this.readers =
        Executors.newFixedThreadPool(
            READERS,
            task -> {
              Thread thread = new Thread(task, "ec2cluster-metadata");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Opens it with a first token.
   *
   * @throws EnvironmentException if no metadata service answers within the deadline
   */
  static ImdsSession open(URI endpoint, Duration deadline, Time time) {
    ImdsSession session = new ImdsSession(endpoint, deadline, time);
    try {
      session.renewToken("");
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Asks for a path below {@code latest}; answered in parallel. */
  ImdsAnswer fetch(String path) {
    return new ImdsAnswer(path, readers.submit(() -> get(path)), this::remaining);
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }

  private Optional<byte[]> get(String path) {
    String used = token();
    ImdsExchange answer = exchange("GET", path, Map.of(TOKEN, used));
    if (answer.status() == 401) {
      renewToken(used);
      answer = exchange("GET", path, Map.of(TOKEN, token()));
    }
    return switch (answer.status()) {
      case 200 -> Optional.of(answer.body());
      case 404 -> Optional.empty();
      default -> throw refused("'" + path + "'", answer.status());
    };
  }

  private synchronized String token() {
    return token;
  }

  /** Several requests may find the token expired: the first renews it for all. */
  private synchronized void renewToken(String expired) {
    if (!token.equals(expired)) {
      return;
    }
    ImdsExchange answer = exchange("PUT", "api/token", TOKEN_LIFE);
    if (answer.status() != 200) {
      throw refused("a session token (IMDSv2)", answer.status());
    }
    token = answer.text();
  }

  private ImdsExchange exchange(String method, String path, Map<String, String> headers) {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      IOException failure;
      try {
        ImdsExchange answer = ImdsExchange.send(endpoint, method, path, headers, remaining());
        if (!answer.isTransient()) {
          return answer;
        }
        failure = new IOException("HTTP status " + answer.status());
      } catch (IOException e) {
        failure = e;
      }
      if (attempt == ATTEMPTS || remaining().compareTo(pause) <= 0) {
        throw unreachable(failure);
      }
      sleep(pause);
      pause = pause.multipliedBy(2);
    }
  }

  private void sleep(Duration pause) {
    try {
      time.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedOperationException("interrupted while reading instance metadata", e);
    }
  }

  private Duration remaining() {
    return deadline.minusNanos(time.nanos() - start);
  }

  private EnvironmentException refused(String what, int status) {
    String reason =
        status == 403
            ? "it is turned off for this instance (aws ec2 modify-instance-metadata-options"
                + " --http-endpoint enabled)"
            : "expected EC2's service, version 2; is " + ImdsEndpoint.ENDPOINT + " right?";
    return new EnvironmentException(
        "the metadata service at "
            + endpoint
            + " refused "
            + what
            + " with HTTP status "
            + status
            + ": "
            + reason
            + "; "
            + ImdsMetadata.HOW_TO_CHOOSE);
  }

  private EnvironmentException unreachable(IOException failure) {
    String hops =
        failure instanceof SocketTimeoutException
            ? "; in a container on EC2 the instance's hop limit may be too low (aws ec2"
                + " modify-instance-metadata-options --http-put-response-hop-limit 2)"
            : "";
    return new EnvironmentException(
        "no instance metadata from "
            + endpoint
            + " within "
            + deadline.toMillis()
            + " ms ("
            + failure.getMessage()
            + "): this does not look like an EC2 instance; "
            + ImdsMetadata.HOW_TO_CHOOSE
            + hops,
        failure);
  }
}
