package io.ec2cluster.internal.agent;

import com.google.common.collect.ImmutableSet;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.doctor.ListeningPort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP listener: a bounded number of threads and of waiting requests, nothing that changes
 * anything. How long a request may take to arrive is bounded where the process says so (the
 * properties {@code sun.net.httpserver.maxReqTime} and {@code maxRspTime}, which the command line
 * sets).
 */
final class HttpListener implements AutoCloseable {
  /** A client that sends its request slowly holds one for as long as it may take. */
  private static final int THREADS = 32;

  private static final int WAITING = 64;
  private static final int IDLE_SECONDS = 30;
  private static final int LONGEST_TARGET = 1024;
  private static final Set<String> METHODS = ImmutableSet.of("GET", "HEAD", "OPTIONS");

  private final HttpServer server;
  private final ThreadPoolExecutor threads;

  private HttpListener(HttpServer server, ThreadPoolExecutor threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens.
   *
   * @throws UsageException if another program listens there
   * @throws EnvironmentException if the address cannot be listened at
   */
  static HttpListener open(InetSocketAddress address, EndPoints endPoints) {
    try {
      HttpServer server = HttpServer.create(address, WAITING);
      ThreadPoolExecutor threads =
          new ThreadPoolExecutor(
              THREADS,
              THREADS,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new ArrayBlockingQueue<>(WAITING),
              new ThreadFactoryBuilder()
                  .setNameFormat("ec2cluster-agent-http-%d")
                  .setDaemon(true)
                  .build());
      threads.allowCoreThreadTimeOut(true);
      server.setExecutor(threads);
      server.createContext("/", exchange -> handle(exchange, endPoints));
      server.start();
      return new HttpListener(server, threads);
    } catch (BindException taken) {
      throw refused(address, taken);
    } catch (IOException failure) {
      throw new EnvironmentException(
          "cannot listen at " + text(address) + ": " + failure.getMessage(), failure);
    }
  }

  private static RuntimeException refused(InetSocketAddress address, BindException failure) {
    String holder;
    try {
      ListeningPort port = ListeningPort.at(address.getPort());
      if (port.free()) {
        return new UsageException(
            "agent.listen: cannot listen at "
                + text(address)
                + ": "
                + failure.getMessage()
                + ". Expected an address of this machine, and a port that this user may listen at");
      }
      holder = port.process().map(pid -> "process " + pid).orElse("another program");
    } catch (IOException untold) {
      holder = "another program";
    }
    return new UsageException(
        "agent.listen: port %d is taken: %s listens there. If it is another agent, one is enough for a node; else set agent.listen to a free port"
            .formatted(address.getPort(), holder));
  }

  private static void handle(HttpExchange exchange, EndPoints endPoints) throws IOException {
    try (exchange) {
      HttpAnswer answer = answer(exchange, endPoints);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (answer.status() == HttpAnswer.METHOD_NOT_ALLOWED) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD, OPTIONS");
      }
      if (exchange.getRequestMethod().equals("GET")
          || answer.status() == HttpAnswer.METHOD_NOT_ALLOWED) {
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.sendResponseHeaders(answer.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      } else {
        exchange.sendResponseHeaders(answer.status(), -1);
      }
    }
  }

  private static HttpAnswer answer(HttpExchange exchange, EndPoints endPoints) {
    if (!METHODS.contains(exchange.getRequestMethod())) {
      return HttpAnswer.problem(
          HttpAnswer.METHOD_NOT_ALLOWED,
          "expected GET, HEAD or OPTIONS: nothing can be changed here");
    }
    URI target = exchange.getRequestURI();
    String path = target.getRawPath();
    if (path == null || !path.startsWith("/") || target.toString().length() > LONGEST_TARGET) {
      return HttpAnswer.problem(HttpAnswer.BAD_REQUEST, "expected a path such as /primary");
    }
    String query = target.getQuery();
    return endPoints.answer(path, query == null ? "" : query);
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** Ends it at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
