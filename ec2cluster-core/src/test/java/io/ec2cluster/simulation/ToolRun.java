package io.ec2cluster.simulation;

import static io.ec2cluster.simulation.Invariants.require;

import com.google.common.hash.Hashing;
import io.ec2cluster.Time;
import io.ec2cluster.testing.FakeTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A run of the tool. It has a clock of its own that only its pauses move: how fast processes go
 * beside each other is the director's choice, so that no order is missed and none relies on time.
 */
final class ToolRun implements Time {
  /** So many failures of one write are ridden out. */
  private static final int MOST_RIDABLE = 3;

  final int index;
  final Optional<SimulatedNode> node;
  private final World world;
  private int faults;
  private boolean ridable = true;
  private long elapsed;
  private boolean asleep;
  private boolean dead;
  private boolean killed;
  private boolean upToDate;
  private boolean forced;
  private boolean member;
  private boolean taken;
  private final Set<String> answered = new HashSet<>();
  private int cutOff;

  /** What it has seen: equal histories of the same code mean equal memories. */
  private long memory;

  ToolRun(World world, int index, Optional<SimulatedNode> node) {
    this.world = world;
    this.index = index;
    this.node = node;
    remember(node.map(SimulatedNode::state).orElse("operator"));
  }

  String name() {
    return node.map(one -> one.instanceId).orElse("operator");
  }

  boolean isAsleep() {
    return asleep;
  }

  /** Lets others go first, then makes a call. */
  Fault call(Call call) {
    require(!dead, () -> name() + " runs on after its death: " + call);
    Fault fault = stepOrDie(call);
    if (fault != Fault.NONE) {
      faults++;
      // A write and what is read of it afterwards: the protocol settles these itself.
      ridable &= call == Call.APPLY || fault == Fault.STALE || fault == Fault.NOT_PROVEN;
      ridable &= cutOff == 0;
    }
    return fault;
  }

  /** Ended by somebody else, with its instance. */
  void kill() {
    killed = true;
  }

  boolean isKilled() {
    return killed;
  }

  /** Sees the zone as it is: what no read of it can be relied on for, but this one must. */
  void seesTheLatest() {
    upToDate = true;
  }

  boolean isUpToDate() {
    return upToDate;
  }

  /** Somebody vouches for what the tool would prove. */
  void force() {
    forced = true;
  }

  boolean isForced() {
    return forced;
  }

  /** The node is in the pool, and may be put back where this run takes it out. */
  void beginsAsMember() {
    member = true;
  }

  boolean wasMember() {
    return member;
  }

  /** The role was another's, and is this node's by this run. */
  void takes() {
    taken = true;
  }

  boolean hasTaken() {
    return taken;
  }

  /** Another member has answered. */
  void heard(String instanceId) {
    answered.add(instanceId);
  }

  boolean hasHeard(String instanceId) {
    return answered.contains(instanceId);
  }

  private Fault stepOrDie(Call call) {
    try {
      return world.step(this, call);
    } catch (ProcessDeath death) {
      dead = true;
      throw death;
    }
  }

  /** The process ends by itself. */
  void ends() {
    dead = true;
  }

  boolean isAlive() {
    return !dead;
  }

  /** The zone is out of reach for the next calls. */
  void cutOff(int calls) {
    cutOff = calls;
  }

  boolean isCutOff(Call call) {
    if (cutOff == 0 || !call.reachesTheZone()) {
      return false;
    }
    cutOff--;
    return true;
  }

  /** How much has gone wrong in this run so far. */
  int faults() {
    return faults;
  }

  /** Whether all that went wrong in this run is such that it should have gone on. */
  boolean shouldGoOn() {
    return ridable && faults <= MOST_RIDABLE;
  }

  List<Fault> deaths() {
    return node.isPresent() ? world.deaths() : List.of(Fault.TOOL_KILLED);
  }

  void remember(String seen) {
    if (world.comparesStates()) {
      String both = memory + seen;
      memory = Hashing.farmHashFingerprint64().hashString(both, StandardCharsets.UTF_8).asLong();
    }
  }

  String state() {
    return name() + memory;
  }

  @Override
  public String toString() {
    return name() + (dead ? ", gone" : "");
  }

  @Override
  public Instant now() {
    return FakeTime.START.plusNanos(elapsed);
  }

  @Override
  public long nanos() {
    return elapsed;
  }

  @Override
  public void sleep(Duration pause) {
    asleep = true;
    call(Call.SLEEP);
    asleep = false;
    elapsed += pause.toNanos();
    remember("slept " + pause);
  }
}
