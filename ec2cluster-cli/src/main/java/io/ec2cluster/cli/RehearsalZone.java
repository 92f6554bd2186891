package io.ec2cluster.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * As much of Route 53 as one node after the other needs: it lists what the last change created. It
 * checks nothing.
 */
final class RehearsalZone implements AutoCloseable {
  private static final String NAMESPACE = "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";
  private static final Pattern CREATED =
      Pattern.compile("<Action>CREATE</Action>(<ResourceRecordSet>.*?</ResourceRecordSet>)");

  private final HttpServer server;

  /** Touched by the server's only thread. */
  private String created = "";

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
    byte[] response =
        (exchange.getRequestMethod().equals("GET") ? listing() : change(request))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.sendResponseHeaders(200, response.length);
    exchange.getResponseBody().write(response);
    exchange.close();
  }

  private String listing() {
    return "<ListResourceRecordSetsResponse %s><ResourceRecordSets>%s</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>300</MaxItems></ListResourceRecordSetsResponse>"
        .formatted(NAMESPACE, created);
  }

  private String change(String request) {
    created =
        CREATED.matcher(request).results().map(RehearsalZone::set).collect(Collectors.joining());
    return "<ChangeResourceRecordSetsResponse %s><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>"
        .formatted(NAMESPACE);
  }

  private static String set(MatchResult change) {
    return change.group(1);
  }
}
