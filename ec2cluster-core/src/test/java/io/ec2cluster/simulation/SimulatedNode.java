package io.ec2cluster.simulation;

import java.util.ArrayList;
import java.util.List;

/** An instance: what outlives the processes on it, and what became of the last one. */
final class SimulatedNode {
  /** What the engine does. */
  enum Engine {
    OFF,
    PRIMARY,
    REPLICA
  }

  /** How the last run of init ended. */
  enum Result {
    NONE,
    PRIMARY,
    REPLICA,
    REFUSED,
    NOT_REACHED,
    FAILED
  }

  final int index;
  final String instanceId;
  final List<String> addresses = new ArrayList<>();
  Disk disk = Disk.EMPTY;
  Engine engine = Engine.OFF;
  Result result = Result.NONE;
  boolean terminated;

  /** Whether the engine was seen to run in its role since it started, by the present run. */
  boolean verified;

  /** The node's own lock: the operator works here. */
  boolean held;

  int attempts;
  int runs;

  SimulatedNode(int index, int attempts) {
    this.attempts = attempts;
    this.index = index;
    this.instanceId = "i-" + index;
    move();
  }

  String address() {
    return addresses.get(addresses.size() - 1);
  }

  void move() {
    addresses.add("h" + index + "-" + addresses.size() + ".example.com");
  }

  boolean isDone() {
    return result == Result.PRIMARY || result == Result.REPLICA;
  }

  boolean runsAsPrimary() {
    return engine == Engine.PRIMARY;
  }

  void befalls(Fault fault) {
    result = Result.NONE;
    if (fault != Fault.TOOL_KILLED) {
      engine = Engine.OFF;
      verified = false;
    }
    switch (fault) {
      case MOVED -> move();
      case DISK_LOST -> disk = Disk.EMPTY;
      case TERMINATED -> terminated = true;
      default -> {}
    }
  }

  String state() {
    return disk.identity().orElse("-")
        + disk.isReplica()
        + engine
        + result
        + terminated
        + held
        + attempts
        + addresses.size()
        + "r"
        + runs;
  }
}
