package io.ec2cluster.testing.standin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** An error answer of SSM: code and words, in the form of the JSON protocol. */
final class SsmError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String message;

  SsmError(int status, String code, String message) {
    super(code + ": " + message);
    this.status = status;
    this.code = code;
    this.message = message;
  }

  SsmError(String code, String message) {
    this(400, code, message);
  }

  static SsmError validation(String message) {
    return new SsmError("ValidationException", message);
  }

  StandInResponse response() {
    return new StandInResponse(
        status,
        JsonNodeFactory.instance
            .objectNode()
            .put("__type", code)
            .put("message", message)
            .toString());
  }
}
