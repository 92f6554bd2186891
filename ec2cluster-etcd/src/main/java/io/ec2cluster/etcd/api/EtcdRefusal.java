package io.ec2cluster.etcd.api;

import io.ec2cluster.EnvironmentException;
import java.net.URI;
import java.util.Optional;

/** etcd answered that it does not do what it was asked for: nothing was changed. */
public final class EtcdRefusal extends EnvironmentException {
  private static final long serialVersionUID = 1L;

  /** gRPC's codes, as the gateway gives them (grpc/codes). */
  private static final int INVALID_ARGUMENT = 3;

  private static final int NOT_FOUND = 5;
  private static final int PERMISSION_DENIED = 7;
  private static final int FAILED_PRECONDITION = 9;
  private static final int UNAVAILABLE = 14;
  private static final int UNAUTHENTICATED = 16;

  private final int code;
  private final String reason;

  public EtcdRefusal(URI member, String call, int code, String reason) {
    this(member, call, code, reason, "");
  }

  private EtcdRefusal(URI member, String call, int code, String reason, String advice) {
    super(
        "etcd at %s answered to '%s': %s (code %d)%s"
            .formatted(member, call, reason, code, advice));
    this.code = code;
    this.reason = reason;
  }

  /**
   * One, with what to do about it.
   *
   * @param user the user that was asked as, where one is configured
   */
  static EtcdRefusal of(URI member, String call, int code, String reason, Optional<String> user) {
    EtcdRefusal plain = new EtcdRefusal(member, call, code, reason);
    String advice = "";
    if (plain.asksForLogin() && user.isEmpty()) {
      advice = ": this cluster asks for a user and a password: set etcd: auth: {user, password}";
    } else if (plain.lacksRight()) {
      advice =
          ": the user %s lacks the right; changes of the members and of the leader, and snapshots, need the role root: etcdctl user grant-role %s root"
              .formatted(user.orElse("of etcd: auth"), user.orElse("USER"));
    } else if (code == INVALID_ARGUMENT && reason.contains("authentication failed")) {
      advice =
          ": etcd: auth: user is '%s': correct it, or its password"
              .formatted(user.orElse("not set"));
    }
    return new EtcdRefusal(member, call, code, reason, advice);
  }

  /** The gateway turns away certificates that name somebody once users are asked for. */
  static EtcdRefusal ofName(URI member, String call) {
    return new EtcdRefusal(
        member,
        call,
        PERMISSION_DENIED,
        "the certificate of etcd: tls: cert has a common name, which etcd's gateway refuses where clients need certificates and users are asked for",
        ": use a certificate without CN (openssl: -subj /O=NAME), and etcd: auth");
  }

  /** Whether what it was asked about does not exist. */
  public boolean isNotFound() {
    return code == NOT_FOUND;
  }

  /** Whether the state of the cluster forbids it now: the quorum check, a second learner. */
  public boolean isForbiddenNow() {
    return code == FAILED_PRECONDITION || code == UNAVAILABLE;
  }

  /** Whether the cluster asks for users, and the token was none, or none of now. */
  boolean asksForLogin() {
    return code == UNAUTHENTICATED
        || (code == INVALID_ARGUMENT
            && (reason.contains("user name is empty")
                || reason.contains("revision of auth store is old")));
  }

  /** Whether the user may not do that. */
  boolean lacksRight() {
    return code == PERMISSION_DENIED;
  }
}
