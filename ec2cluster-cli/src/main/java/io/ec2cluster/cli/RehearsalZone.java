package io.ec2cluster.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * As much of Route 53 and EC2 as one node after the other needs: it lists what was created, and
 * knows one instance, which is stopped. It checks nothing.
 */
final class RehearsalZone implements AutoCloseable {
  private static final String NAMESPACE = "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";
  private static final Pattern CHANGE =
      Pattern.compile(
          "<Action>(CREATE|DELETE)</Action>(<ResourceRecordSet>.*?</ResourceRecordSet>)");
  private static final Pattern IDENTITY = Pattern.compile("<(Name|Type|SetIdentifier)>(.*?)</\\1>");

  private static final String INSTANCES =
      "<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><instanceState><code>80</code><name>stopped</name></instanceState><tagSet><item><key>Name</key><value>rehearsal</value></item></tagSet></item></instancesSet></item></reservationSet></DescribeInstancesResponse>";

  private final HttpServer server;

  /** Touched by the server's only thread. */
  private final Map<String, String> sets = new TreeMap<>();

  private RehearsalZone(HttpServer server) {
    this.server = server;
  }

  /** Opens one on a free port. */
  static RehearsalZone open() throws IOException {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    RehearsalZone zone = new RehearsalZone(HttpServer.create(free, 0));
    zone.server.createContext("/", zone::answer);
    zone.server.start();
    return zone;
  }

  /** Where it listens. */
  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request;
    try (InputStream body = exchange.getRequestBody()) {
      request = new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
    byte[] response = answer(exchange.getRequestMethod(), request).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.sendResponseHeaders(200, response.length);
    exchange.getResponseBody().write(response);
    exchange.close();
  }

  private String answer(String method, String request) {
    if (method.equals("GET")) {
      return listing();
    }
    return request.contains("Action=DescribeInstances") ? INSTANCES : change(request);
  }

  private String listing() {
    return "<ListResourceRecordSetsResponse %s><ResourceRecordSets>%s</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>300</MaxItems></ListResourceRecordSetsResponse>"
        .formatted(NAMESPACE, String.join("", sets.values()));
  }

  private String change(String request) {
    CHANGE.matcher(request).results().forEach(this::apply);
    return "<ChangeResourceRecordSetsResponse %s><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>"
        .formatted(NAMESPACE);
  }

  private void apply(MatchResult change) {
    String set = change.group(2);
    String identity =
        IDENTITY.matcher(set).results().map(part -> part.group(2)).collect(Collectors.joining(" "));
    if (change.group(1).equals("CREATE")) {
      sets.put(identity, set);
    } else {
      sets.remove(identity);
    }
  }
}
