package io.ec2cluster.aws;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * One request to the metadata service and its answer.
 *
 * @param status the HTTP status
 * @param body the body, bounded
 */
@SuppressWarnings("ArrayRecordComponent") // Made and read once; never compared.
record ImdsExchange(int status, byte[] body) {
  /** User data is 16 KiB at most; everything else is smaller. */
  private static final int MAX_BODY = 1 << 16;

  private static final Duration CONNECT = Duration.ofSeconds(1);

  /** Sends it; never through a proxy, since the service is of this machine alone. */
  static ImdsExchange send(
      URI endpoint, String method, String path, Map<String, String> headers, Duration remaining)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) address(endpoint, path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setRequestMethod(method);
    connection.setUseCaches(false);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(millis(remaining.compareTo(CONNECT) < 0 ? remaining : CONNECT));
    connection.setReadTimeout(millis(remaining));
    headers.forEach(connection::setRequestProperty);
    int status = connection.getResponseCode();
    try (InputStream body =
        status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      return new ImdsExchange(status, body == null ? new byte[0] : body.readNBytes(MAX_BODY));
    }
  }

  /** Throttled, or the service's own failure. */
  boolean isTransient() {
    return status == 429 || status >= 500;
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The constructor escapes what a tag's name may hold and a path may not. */
  private static URI address(URI endpoint, String path) {
    try {
      return endpoint.resolve(
          new URI(null, null, endpoint.getPath() + "/latest/" + path, null).toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + path + "' is no path", e);
    }
  }

  /** Zero would mean for ever. */
  private static int millis(Duration duration) {
    return (int) Math.max(1, duration.toMillis());
  }
}
