package io.ec2cluster.spi;

/** Whether a step still has something to do; read-only. */
@FunctionalInterface
public interface Check {
  /** Looks now. */
  State state(StepContext context) throws InterruptedException;

  /** What a check found. */
  enum State {
    /** Already so: the step is not run. */
    DONE,
    /** To be done. */
    NEEDED,
    /** Not known before the step acts, because its act is itself conditional; the step is run. */
    DECIDED_BY_ACT
  }
}
