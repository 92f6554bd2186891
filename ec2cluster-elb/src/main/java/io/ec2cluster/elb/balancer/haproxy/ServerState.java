package io.ec2cluster.elb.balancer.haproxy;

import io.ec2cluster.elb.balancer.Target.State;

/**
 * One server of the answer to {@code show servers state} (management manual).
 *
 * @param name its name
 * @param address its IP address, {@code -} where it has none: a slot that DNS has not filled, or a
 *     server at a UNIX socket
 * @param port its port; 0 where it has none
 * @param operation whether it is up: 0 stopped, 1 starting, 2 running, 3 stopping
 * @param orders the mask of what was ordered for it, or follows from elsewhere
 * @param weight its weight as the user sees it
 * @param domainName whether DNS says its address
 */
record ServerState(
    String name,
    String address,
    int port,
    int operation,
    int orders,
    int weight,
    boolean domainName) {
  private static final int STOPPED = 0;
  private static final int STOPPING = 3;
  // Forced, inherited from a tracked server, and without an answer of DNS. That the configuration
  // says "disabled" (0x04) stays after a "ready", and 0x40 is no state at all.
  private static final int MAINT = 0x01 | 0x02 | 0x20;
  private static final int DRAIN = 0x08 | 0x10;

  AdminState ordered() {
    return AdminState.of(orders);
  }

  boolean isDown() {
    return operation == STOPPED && (orders & MAINT) == 0;
  }

  boolean hasAddress() {
    return !address.equals("-") && !address.equals("0.0.0.0") && !address.equals("::");
  }

  /** Whether it stands for a server that is not there yet: {@code server-template} by DNS. */
  boolean isEmptySlot() {
    return domainName && !hasAddress();
  }

  State serves() {
    if ((orders & MAINT) != 0 || operation == STOPPED) {
      return State.OUT_OF_SERVICE;
    }
    return (orders & DRAIN) != 0 || operation == STOPPING || weight == 0
        ? State.DRAINING
        : State.IN_SERVICE;
  }
}
