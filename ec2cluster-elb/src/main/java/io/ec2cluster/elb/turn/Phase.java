package io.ec2cluster.elb.turn;

/** Where a course is; each phase is one move. Those with "each" go over all load balancers. */
enum Phase {
  /** Each: what does the ledger say of an earlier run? */
  RECALL,
  /** Each: put in what an earlier run may have taken out. */
  PUT_BACK,
  /** Until answers show what was put back. */
  SETTLE,
  /** Each: the ledger. */
  LOOK,
  /** The load balancer, after its ledger. */
  JUDGE,
  /** The ledger is written by what was judged. */
  WRITE,
  /** Somebody else wrote it: a pause, then LOOK. */
  CONTEND,
  /** Waits for the next look. */
  IDLE,
  /** Each: the ledger, after the last grant. */
  CONFIRM,
  /** The load balancer, after its ledger. */
  CONFIRM_JUDGE,
  /** The ledger once more: who was listed meanwhile. */
  CONFIRM_AGAIN,
  /** Not in service by an answer that may be late: until one that cannot be. */
  CONFIRM_PAUSE,
  INTENT,
  DEREGISTER,
  DRAIN,
  RESTART,
  REGISTER,
  /** Until answers show what was put in. */
  AWAIT_PAUSE,
  /** Each: is it in service? */
  AWAIT,
  /** Each, from the last: the ledger, for a change of the own entry. */
  CHANGE,
  CHANGE_WRITE,
  CHANGE_CONTEND,
  FORGET,
  STOP
}
