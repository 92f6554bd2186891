package io.ec2cluster.etcd;

/** What must never happen has happened. */
final class SimViolation extends Error {
  private static final long serialVersionUID = 1L;

  SimViolation(String what) {
    super(what);
  }
}
