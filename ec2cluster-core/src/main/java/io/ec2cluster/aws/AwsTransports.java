package io.ec2cluster.aws;

import com.google.common.base.Suppliers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * How requests travel: one HTTP client for all services, and one without TLS for endpoints that
 * speak plain HTTP. Making a TLS context and reading the trust store is a third of a short
 * command's time, and the SDK's client does it whatever the endpoint. They hold nothing that wants
 * closing: idle connections are the JVM's. Safe for use by several threads.
 */
final class AwsTransports {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
  private static final List<String> PROXIES = List.of("http_proxy", "HTTP_PROXY");

  private final Supplier<SdkHttpClient> encrypted = Suppliers.memoize(AwsTransports::encrypted);
  private final Supplier<SdkHttpClient> plain = Suppliers.memoize(AwsTransports::plain);
  private final boolean proxied;

  AwsTransports(Map<String, String> environment) {
    proxied = PROXIES.stream().anyMatch(environment::containsKey);
  }

  /** The client for an endpoint; without one, for the service's own. */
  SdkHttpClient to(Optional<URI> endpoint) {
    boolean open = endpoint.map(URI::getScheme).filter("http"::equalsIgnoreCase).isPresent();
    // Only the SDK's own connections know of a proxy in the environment.
    return open && !proxied ? plain.get() : encrypted.get();
  }

  private static SdkHttpClient encrypted() {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(CONNECT_TIMEOUT)
        .socketTimeout(ANSWER_TIMEOUT)
        .build();
  }

  /** The SDK leaves a connection that others make as it is, without any time-out. */
  private static SdkHttpClient plain() {
    return UrlConnectionHttpClient.create(AwsTransports::connection);
  }

  static HttpURLConnection connection(URI uri) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
      connection.setReadTimeout(Math.toIntExact(ANSWER_TIMEOUT.toMillis()));
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a connection to " + uri, e);
    }
  }
}
