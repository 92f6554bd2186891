package io.ec2cluster.testing.standin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One HTTP request: its method, path, query, headers (names in lower case) and body. */
public record StandInRequest(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {
  /** Copies the maps. */
  public StandInRequest {
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  static StandInRequest of(String method, String target, Map<String, String> headers, byte[] body) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    return new StandInRequest(
        method, path, parameters(query), headers, new String(body, StandardCharsets.UTF_8));
  }

  /** A parameter of the query that is there and not empty. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  /** The parameters of a body in the form that query protocols of AWS have. */
  public Map<String, String> form() {
    return parameters(body);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.put(decoded(name), decoded(value));
    }
    return parameters;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
