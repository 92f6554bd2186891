package io.ec2cluster.testing.standin;

/** One way to a moto server does not work here; the message says why. */
final class MotoUnavailable extends Exception {
  private static final long serialVersionUID = 1L;

  MotoUnavailable(String message) {
    super(message);
  }

  MotoUnavailable(String message, Throwable cause) {
    super(message + " (" + cause + ")", cause);
  }
}
