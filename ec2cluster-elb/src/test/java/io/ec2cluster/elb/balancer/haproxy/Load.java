package io.ec2cluster.elb.balancer.haproxy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Four clients that ask through the door without a pause until this is closed. */
final class Load implements AutoCloseable {
  private static final int CLIENTS = 4;

  private final HttpClient client;
  private final HttpRequest request;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong answers = new AtomicLong();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

  Load(HttpClient client, int door) {
    this.client = client;
    this.request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door + "/")).build();
    for (int i = 0; i < CLIENTS; i++) {
      threads.execute(this::ask);
    }
  }

  private void ask() {
    while (!over.get()) {
      try {
        int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        answers.incrementAndGet();
        if (status != 200) {
          failures.add("status " + status);
        }
      } catch (IOException failure) {
        failures.add(failure.toString());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  long answers() {
    return answers.get();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    over.set(true);
    threads.shutdownNow();
  }
}
