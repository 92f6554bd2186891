package io.ec2cluster.rds.standin;

/** An error in the service's words. */
final class RdsError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  RdsError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static RdsError badState(String message) {
    return new RdsError(400, "InvalidDBInstanceState", message);
  }

  static RdsError invalid(String message) {
    return new RdsError(400, "InvalidParameterValue", message);
  }

  static RdsError unknown(String id) {
    return new RdsError(404, "DBInstanceNotFound", "DBInstance " + id + " not found.");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }
}
