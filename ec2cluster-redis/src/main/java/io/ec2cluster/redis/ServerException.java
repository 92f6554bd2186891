package io.ec2cluster.redis;

/** A server did not do what it was asked for. */
final class ServerException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  enum Kind {
    /** It cannot be reached, or does not answer in time. */
    SILENT,
    /** It loads its data. */
    LOADING,
    /** It does not let this user in, or do this. */
    DENIED,
    /** It answered with another error. */
    ERROR
  }

  private final Kind kind;

  ServerException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  ServerException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** The message. */
  String text() {
    return String.valueOf(getMessage());
  }
}
