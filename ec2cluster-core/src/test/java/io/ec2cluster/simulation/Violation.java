package io.ec2cluster.simulation;

/**
 * What must not happen has happened. Not an {@link AssertionError}: the code under test reports
 * those and goes on, but passes this on at once, so that a violation ends the play where it is.
 */
final class Violation extends Error {
  private static final long serialVersionUID = 1L;

  Violation(String what) {
    super(what);
  }

  Violation(String what, Throwable cause) {
    super(what, cause);
  }
}
