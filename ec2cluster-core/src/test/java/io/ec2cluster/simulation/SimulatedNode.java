package io.ec2cluster.simulation;

import io.ec2cluster.role.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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

  /** The instance is stopped, and may be started again. */
  boolean stopped;

  /** It was taken out of the cluster by its own wish. */
  boolean left;

  /** It does what it was told, which others may have to wait for. */
  boolean ordered;

  /** It has booted, and its init system has not looked yet whether the engine may start. */
  boolean booting;

  /** Its init system has started the engine, which no operation has done since. */
  boolean startedByBoot;

  /** The run of the tool on it, if there is one. */
  Optional<ToolRun> process = Optional.empty();

  /** Whether the engine was seen to run in its role since it started, by the present run. */
  boolean verified;

  /** How often it has booted, and how often its engine was started. */
  int boot;

  int starts;

  /** What it has told of its life, where the back end wants to be told. */
  Optional<SimulatedPresence.Told> told = Optional.empty();

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

  /** The engine's process, if it runs. */
  OptionalLong pid() {
    return engine == Engine.OFF ? OptionalLong.empty() : OptionalLong.of(starts);
  }

  void runs(Engine as) {
    if (engine == Engine.OFF) {
      starts++;
    }
    engine = as;
    verified = false;
  }

  /** As what its engine runs, if it does. */
  Optional<Role> role() {
    return switch (engine) {
      case OFF -> Optional.empty();
      case PRIMARY -> Optional.of(Role.PRIMARY);
      case REPLICA -> Optional.of(Role.REPLICA);
    };
  }

  boolean runsAsPrimary() {
    return engine == Engine.PRIMARY;
  }

  void befalls(Fault fault) {
    result = Result.NONE;
    if (fault != Fault.TOOL_KILLED) {
      engine = Engine.OFF;
      verified = false;
      startedByBoot = false;
      booting = true;
      boot++;
    }
    switch (fault) {
      case MOVED -> move();
      case DISK_LOST -> disk = Disk.EMPTY;
      case TERMINATED -> terminated = true;
      case STOPPED -> stopped = true;
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
        + runs
        + told.map(last -> last.state(this)).orElse("");
  }
}
