package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import java.net.URI;

/** etcd answered that it does not do what it was asked for: nothing was changed. */
final class EtcdRefusal extends EnvironmentException {
  private static final long serialVersionUID = 1L;

  /** gRPC's codes, as the gateway gives them (grpc/codes). */
  private static final int NOT_FOUND = 5;

  private static final int FAILED_PRECONDITION = 9;
  private static final int UNAVAILABLE = 14;

  private final int code;

  EtcdRefusal(URI member, String call, int code, String reason) {
    super("etcd at %s answered to '%s': %s (code %d)".formatted(member, call, reason, code));
    this.code = code;
  }

  /** Whether what it was asked about does not exist. */
  boolean isNotFound() {
    return code == NOT_FOUND;
  }

  /** Whether the state of the cluster forbids it now: the quorum check, a second learner. */
  boolean isForbiddenNow() {
    return code == FAILED_PRECONDITION || code == UNAVAILABLE;
  }
}
