package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent of a node, as its clients see it. */
record AgentTalk(String address, int port) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** What it answers. */
  HttpResponse<String> get(String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + path))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  int status(String path) throws IOException {
    return get(path).statusCode();
  }

  /** Waits until a path has this answer. */
  AgentTalk await(String path, int status) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String found = "nothing yet";
    while (System.nanoTime() - end < 0) {
      try {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() == status) {
          return this;
        }
        found = answer.statusCode() + " " + answer.body();
      } catch (IOException notYet) {
        found = notYet.toString();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    throw new AssertionError(address + path + ": expected " + status + ", found " + found);
  }

  /** The value of a metric, whatever its labels; with one label where there are several. */
  double metric(String name, String label) throws IOException {
    String text = get("/metrics").body();
    Matcher line =
        Pattern.compile("(?m)^" + name + "\\{[^}]*" + Pattern.quote(label) + "[^}]*} (\\S+)$")
            .matcher(text);
    assertThat(line.find()).as(name + " in " + text).isTrue();
    return Double.parseDouble(line.group(1));
  }

  /** Waits until a metric has grown by so much. */
  AgentTalk awaitGrowth(String name, String label, int by) throws IOException {
    return awaitMetric(name, label, metric(name, label) + by);
  }

  /** Waits until a metric is so much, or more. */
  AgentTalk awaitMetric(String name, String label, double wanted) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (metric(name, label) < wanted) {
      assertThat(System.nanoTime() - end).as(name + " " + label).isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    return this;
  }
}
