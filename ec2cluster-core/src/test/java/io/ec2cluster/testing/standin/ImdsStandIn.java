package io.ec2cluster.testing.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * EC2's metadata service on loopback, version 2 only: a request without a valid session token is
 * answered 401, a path without a value 404. Faults are set before they are met. Safe for use by
 * several threads.
 */
public final class ImdsStandIn implements AutoCloseable {
  private static final String TOKEN = "X-aws-ec2-metadata-token";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, byte[]> values = new ConcurrentHashMap<>();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final Set<String> tokens = new HashSet<>();
  private final List<String> requests = new ArrayList<>();
  private int tokensGiven;
  private int failures;
  private int failureStatus;

  private ImdsStandIn(HttpServer server) {
    this.server = server;
  }

  /** Starts one that knows nothing yet, on a free port. */
  public static ImdsStandIn start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ImdsStandIn standIn = new ImdsStandIn(server);
      server.setExecutor(standIn.threads);
      server.createContext("/", standIn::answer);
      server.start();
      return standIn;
    } catch (IOException e) {
      throw new UncheckedIOException("starting the stand-in of the metadata service", e);
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Sets the value of a path below {@code latest}, for example {@code meta-data/instance-id}. */
  public ImdsStandIn put(String path, String value) {
    return put(path, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets the bytes of a path below {@code latest}, for example {@code user-data}. */
  public ImdsStandIn put(String path, byte[] value) {
    values.put(path, value);
    return this;
  }

  /** Makes it one instance: identity document, private name and address. */
  public ImdsStandIn instance(String instanceId, String region, String account, String address) {
    put("meta-data/local-hostname", "ip-" + address.replace('.', '-') + ".ec2.internal");
    return put(
        "dynamic/instance-identity/document",
        """
        {"instanceId": "%s", "region": "%s", "availabilityZone": "%sa", "accountId": "%s",
         "privateIp": "%s", "instanceType": "t3.small", "imageId": "ami-1", "ramdiskId": null,
         "billingProducts": [], "version": "2017-09-30"}
        """
            .formatted(instanceId, region, region, account, address));
  }

  /** From now on requests for the path are taken and never answered. */
  public ImdsStandIn silence(String path) {
    silent.add(path);
    return this;
  }

  /** Forgets the tokens that it gave: the next request with one is answered 401. */
  public synchronized ImdsStandIn expireTokens() {
    tokens.clear();
    return this;
  }

  /** Answers the next requests, whatever they are, with a status. */
  public synchronized ImdsStandIn failNext(int count, int status) {
    failures = count;
    failureStatus = status;
    return this;
  }

  /** The requests so far: method, path and the status of the answer. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceFirst("^/latest/", "");
    if (silent.contains(path)) {
      awaitClose();
    }
    byte[] body = {};
    int status = nextFailure();
    if (status == 0 && exchange.getRequestMethod().equals("PUT")) {
      boolean asked = exchange.getRequestHeaders().containsKey(TOKEN + "-ttl-seconds");
      status = asked && path.equals("api/token") ? 200 : 400;
      body = newToken().getBytes(StandardCharsets.UTF_8);
    } else if (status == 0) {
      status = status(exchange.getRequestHeaders().getFirst(TOKEN), path);
      body = status == 200 ? values.getOrDefault(path, body) : body;
    }
    note(exchange.getRequestMethod() + " " + path + " " + status);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private synchronized int status(@Nullable String token, String path) {
    if (!tokens.contains(String.valueOf(token))) {
      return 401;
    }
    return values.containsKey(path) ? 200 : 404;
  }

  private synchronized String newToken() {
    String token = "token-" + ++tokensGiven;
    tokens.add(token);
    return token;
  }

  private synchronized int nextFailure() {
    return failures-- > 0 ? failureStatus : 0;
  }

  private synchronized void note(String request) {
    requests.add(request);
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
