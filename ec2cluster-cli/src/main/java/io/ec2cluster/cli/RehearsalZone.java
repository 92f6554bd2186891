package io.ec2cluster.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * As much of Route 53 and EC2 as one node after the other needs: it lists what was created, and
 * knows one instance, which is stopped; over plain HTTP, where it is {@link RehearsalInstance} too,
 * and over HTTPS. It checks nothing.
 */
final class RehearsalZone implements AutoCloseable {
  private static final String NAMESPACE = "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";
  private static final Pattern CHANGE =
      Pattern.compile(
          "<Action>(CREATE|DELETE)</Action>(<ResourceRecordSet>.*?</ResourceRecordSet>)");
  private static final Pattern IDENTITY = Pattern.compile("<(Name|Type|SetIdentifier)>(.*?)</\\1>");

  private static final String INSTANCES =
      "<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><instanceState><code>80</code><name>stopped</name></instanceState><tagSet><item><key>Name</key><value>rehearsal</value></item></tagSet></item></instancesSet></item></reservationSet></DescribeInstancesResponse>";

  private static final int PATIENCE_MILLIS = 20_000;

  private final HttpServer plain;
  private final Optional<HttpsServer> encrypted;
  private final Map<String, String> sets = new TreeMap<>();

  private RehearsalZone(HttpServer plain, Optional<HttpsServer> encrypted) {
    this.plain = plain;
    this.encrypted = encrypted;
  }

  /**
   * Opens one on free ports.
   *
   * @param tls for HTTPS; without, there is none
   */
  static RehearsalZone open(Optional<SSLContext> tls) throws IOException {
    Optional<HttpsServer> encrypted = Optional.empty();
    if (tls.isPresent()) {
      HttpsServer server = HttpsServer.create(free(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
      encrypted = Optional.of(server);
    }
    RehearsalZone zone = new RehearsalZone(HttpServer.create(free(), 0), encrypted);
    zone.servers().forEach(zone::start);
    return zone;
  }

  private static InetSocketAddress free() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void start(HttpServer server) {
    server.createContext("/", this::answer);
    server.start();
  }

  private Stream<HttpServer> servers() {
    return Stream.concat(Stream.of(plain), encrypted.stream());
  }

  /** Where it listens with plain HTTP. */
  String endpoint() {
    return "http://127.0.0.1:" + plain.getAddress().getPort();
  }

  /** Where it listens with HTTPS; empty if there is none, or none that this process trusts. */
  Optional<String> encryptedEndpoint() {
    return encrypted
        .map(server -> server.getAddress().getPort())
        .filter(RehearsalZone::isTrusted)
        .map(port -> "https://127.0.0.1:" + port);
  }

  /** Greets as a server of AWS is greeted, by a name, which a mere address does not come to. */
  private static boolean isTrusted(int port) {
    try (SSLSocket socket =
        (SSLSocket) SSLSocketFactory.getDefault().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName("rehearsal.example.com")));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return true;
    } catch (IOException untrusted) {
      return false;
    }
  }

  @Override
  public void close() {
    servers().forEach(server -> server.stop(0));
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String request;
    try (InputStream body = exchange.getRequestBody()) {
      request = new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
    String path = exchange.getRequestURI().getPath();
    Optional<String> answer =
        RehearsalInstance.has(path)
            ? RehearsalInstance.find(path)
            : Optional.of(answer(exchange.getRequestMethod(), request));
    byte[] response = answer.orElse("").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    // Without a body the length is -1, and 0 one that is sent in parts (HttpExchange).
    exchange.sendResponseHeaders(
        answer.isPresent() ? 200 : 404, answer.isPresent() ? response.length : -1);
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
