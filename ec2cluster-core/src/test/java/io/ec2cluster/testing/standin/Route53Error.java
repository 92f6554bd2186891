package io.ec2cluster.testing.standin;

/** An error answer of the service: status, code and words. */
final class Route53Error extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String message;

  Route53Error(int status, String code, String message) {
    super(code + ": " + message);
    this.status = status;
    this.code = code;
    this.message = message;
  }

  static Route53Error invalidInput(String message) {
    return new Route53Error(400, "InvalidInput", message);
  }

  StandInResponse response() {
    String body =
        Xml.document(
            "ErrorResponse",
            root ->
                root.nested(
                        "Error",
                        error ->
                            error
                                .element("Type", status < 500 ? "Sender" : "Receiver")
                                .element("Code", code)
                                .element("Message", message))
                    .element("RequestId", "stand-in"));
    return new StandInResponse(status, body);
  }
}
