package io.ec2cluster.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

/**
 * An endpoint that gives the answers of a script in their order and repeats the last one: for
 * failures that moto does not make.
 */
final class ScriptedEndpoint implements AutoCloseable {
  private final HttpServer server;
  private final Queue<Answer> script = new ArrayDeque<>();
  private int requests;

  private record Answer(int status, String body) {}

  private ScriptedEndpoint(HttpServer server) {
    this.server = server;
  }

  static ScriptedEndpoint start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ScriptedEndpoint endpoint = new ScriptedEndpoint(server);
      server.createContext("/", endpoint::answer);
      server.start();
      return endpoint;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets the script and the requests. */
  synchronized void reset() {
    script.clear();
    requests = 0;
  }

  /** The next answer is an error of EC2. */
  synchronized ScriptedEndpoint error(int status, String code) {
    script.add(
        new Answer(
            status,
            "<Response><Errors><Error><Code>"
                + code
                + "</Code><Message>as the test wants</Message></Error></Errors>"
                + "<RequestID>r-1</RequestID></Response>"));
    return this;
  }

  /** The next answer names one instance in a state, or no instance for an empty state. */
  synchronized ScriptedEndpoint instance(String instanceId, String state) {
    String item =
        "<item><instancesSet><item><instanceId>"
            + instanceId
            + "</instanceId><instanceState><name>"
            + state
            + "</name></instanceState></item></instancesSet></item>";
    script.add(
        new Answer(
            200,
            "<DescribeInstancesResponse><reservationSet>"
                + (state.isEmpty() ? "" : item)
                + "</reservationSet></DescribeInstancesResponse>"));
    return this;
  }

  /** The connection is closed without an answer. */
  synchronized ScriptedEndpoint silence() {
    script.add(new Answer(0, ""));
    return this;
  }

  /** What a client needs to meet it. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_EC2", "http://127.0.0.1:" + server.getAddress().getPort(),
        "AWS_ACCESS_KEY_ID", "testing",
        "AWS_SECRET_ACCESS_KEY", "testing",
        "AWS_REGION", "eu-west-1");
  }

  synchronized int requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    requests++;
    Answer answer = script.size() > 1 ? script.remove() : script.element();
    exchange.getRequestBody().readAllBytes();
    if (answer.status() > 0) {
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}
