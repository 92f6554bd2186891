package io.ec2cluster.internal.agent;

import io.ec2cluster.internal.json.JsonRecordText;

/**
 * An answer to a request.
 *
 * @param status its code
 * @param type the media type of the body
 * @param body the body
 */
record HttpAnswer(int status, String type, String body) {
  static final int OK = 200;
  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int UNAVAILABLE = 503;

  private static final String JSON = "application/json";

  /** A refusal, as JSON. */
  record Problem(String error) {}

  static HttpAnswer json(int status, Record value) {
    return new HttpAnswer(status, JSON, JsonRecordText.of(value));
  }

  static HttpAnswer problem(int status, String error) {
    return json(status, new Problem(error));
  }
}
