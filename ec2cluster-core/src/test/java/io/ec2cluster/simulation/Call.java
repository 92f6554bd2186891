package io.ec2cluster.simulation;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** What a process asks of the world, and how the world may fail it. */
enum Call {
  LIST(Fault.FAILED, Fault.OUT_OF_REACH, Fault.STALE),
  APPLY(Fault.FAILED, Fault.OUT_OF_REACH, Fault.LOST_ANSWER, Fault.ECHO, Fault.DELAYED),
  LIVENESS(Fault.FAILED, Fault.NOT_PROVEN),
  PREPARE(Fault.FAILED),
  START(Fault.FAILED),
  VERIFY(Fault.FAILED),
  STOP(Fault.FAILED),
  PROMOTE(Fault.FAILED),
  DEMOTE(Fault.FAILED),
  /** Another member is asked how it stands. */
  ASK(Fault.FAILED),
  /** The back end is asked for instances, or to stop one. */
  INSTANCES(Fault.FAILED),
  SLEEP;

  private final ImmutableList<Fault> failures;

  Call(Fault... failures) {
    this.failures = ImmutableList.copyOf(failures);
  }

  List<Fault> failures() {
    return failures;
  }

  boolean reachesTheZone() {
    return this == LIST || this == APPLY;
  }
}
