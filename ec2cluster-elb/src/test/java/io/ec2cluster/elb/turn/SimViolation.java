package io.ec2cluster.elb.turn;

/** What must never happen. */
final class SimViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SimViolation(String message) {
    super(message);
  }
}
