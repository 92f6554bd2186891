package io.ec2cluster.etcd.api;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * HTTP to members: plain, or over TLS alone. Certificates that change get another client. Safe for
 * use by several threads.
 */
public final class GatewayLink {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final Optional<Supplier<SSLContext>> tls;
  private Optional<SSLContext> made = Optional.empty();
  private HttpClient client;

  private GatewayLink(Optional<Supplier<SSLContext>> tls) {
    this.tls = tls;
    this.made = tls.map(Supplier::get);
    this.client = client(made);
  }

  /** Without TLS. */
  public static GatewayLink plain() {
    return new GatewayLink(Optional.empty());
  }

  /**
   * Over TLS; nobody is asked in plain text.
   *
   * @param context the context of now; another object where it has changed
   */
  public static GatewayLink over(Supplier<SSLContext> context) {
    return new GatewayLink(Optional.of(context));
  }

  /** Whether a member may be asked there. */
  boolean allows(URI member) {
    return tls.isEmpty() || "https".equals(member.getScheme());
  }

  synchronized HttpClient client() {
    Optional<SSLContext> now = tls.map(Supplier::get);
    if (!now.equals(made)) {
      made = now;
      client = client(now);
    }
    return client;
  }

  private static HttpClient client(Optional<SSLContext> context) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .proxy(HttpClient.Builder.NO_PROXY);
    context.ifPresent(
        found -> {
          SSLParameters modern = found.getDefaultSSLParameters();
          modern.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
          builder.sslContext(found).sslParameters(modern);
        });
    return builder.build();
  }
}
