package io.ec2cluster.testing.standin;

import java.util.function.Consumer;

/** An error answer of EC2: code and words. Its answers have a form of their own. */
public final class Ec2Error extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";

  private final String code;
  private final String message;

  private final int status;

  Ec2Error(String code, String message) {
    this(400, code, message);
  }

  /** One with an HTTP status of its own. */
  public Ec2Error(int status, String code, String message) {
    super(code + ": " + message);
    this.status = status;
    this.code = code;
    this.message = message;
  }

  /** What goes to the client. */
  public StandInResponse response() {
    return new StandInResponse(
        status,
        Xml.document(
            "Response",
            NAMESPACE,
            root ->
                root.nested(
                        "Errors",
                        errors ->
                            errors.nested(
                                "Error",
                                error -> error.element("Code", code).element("Message", message)))
                    .element("RequestID", "stand-in")));
  }

  /** An answer that is none. */
  public static StandInResponse ok(String root, Consumer<Xml> content) {
    return new StandInResponse(200, Xml.document(root, NAMESPACE, content));
  }
}
