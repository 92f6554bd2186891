package io.ec2cluster;

/** How an operation ended; one exit code per kind of outcome. */
public enum Outcome {
  /** Done, or already so. */
  DONE(0),
  /** A fault in ec2cluster itself. */
  INTERNAL_ERROR(1),
  /** Bad usage or configuration; nothing was changed. */
  BAD_USAGE(2),
  /** A safety rule refused; the message says which option overrides it, or that none does. */
  REFUSED(3),
  /** Not reached before the deadline; safe to run again. */
  NOT_REACHED(4),
  /** The environment failed: an API, an engine, a permission. */
  ENVIRONMENT_FAILED(5),
  /** Interrupted by a signal or by the embedding application. */
  INTERRUPTED(130);

  private final int exitCode;

  Outcome(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The exit code of a process that ends so. */
  public int exitCode() {
    return exitCode;
  }
}
