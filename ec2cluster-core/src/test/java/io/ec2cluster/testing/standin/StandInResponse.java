package io.ec2cluster.testing.standin;

import java.util.Map;

/**
 * One HTTP answer with an XML body.
 *
 * @param headers those beside what every answer has
 */
public record StandInResponse(int status, String body, Map<String, String> headers) {
  /** Copies. */
  public StandInResponse {
    headers = Map.copyOf(headers);
  }

  /** An answer without headers of its own. */
  public StandInResponse(int status, String body) {
    this(status, body, Map.of());
  }

  /** The same with a header. */
  public StandInResponse with(String name, String value) {
    return new StandInResponse(status, body, Map.of(name, value));
  }
}
