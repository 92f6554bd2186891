package io.ec2cluster.elb.balancer.haproxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A small HTTP server that answers with its name; {@code /slow} is held until it is let go. */
final class HttpBackEnd implements AutoCloseable {
  private final String name;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch letGo = new CountDownLatch(1);

  private HttpBackEnd(String name, HttpServer server) {
    this.name = name;
    this.server = server;
  }

  static HttpBackEnd start(String name, String address) throws IOException {
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByName(address), LoopbackPorts.free()), 0);
    HttpBackEnd backEnd = new HttpBackEnd(name, server);
    server.createContext("/", backEnd::answer);
    server.setExecutor(backEnd.threads);
    server.start();
    return backEnd;
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/slow")) {
      awaitRelease();
    }
    byte[] body = name.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private void awaitRelease() {
    try {
      letGo.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void letGo() {
    letGo.countDown();
  }

  /** A server line of HAProxy's for it. */
  String line(String options) {
    return "    server %s %s:%d %s%n"
        .formatted(name, server.getAddress().getAddress().getHostAddress(), port(), options);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String name() {
    return name;
  }

  @Override
  public void close() {
    letGo();
    server.stop(0);
    threads.shutdownNow();
  }
}
