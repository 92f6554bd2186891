package io.ec2cluster.simulation;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.RoleNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One simulated cluster: its nodes, its zone, and what goes wrong. Used by who holds the baton. */
final class World {
  static final int MAX_NODES = 8;
  static final String CLUSTER = "maindb";

  /** Longer than any write is tried again. */
  private static final int LONGEST_CUT = 12;

  static final int PORT = 5432;
  static final DnsName ZONE = DnsName.of("example.com");
  static final RoleNames NAMES =
      new RoleNames(
          DnsName.of("primary.maindb.example.com"),
          Optional.of(DnsName.of("replica.maindb.example.com")),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));

  static final DnsName RECORD = NAMES.record();

  private final Setting setting;
  private final Choices choices;
  private final Trace trace;
  private final Stage stage;
  private final SimulatedZone zone = new SimulatedZone(ZONE);
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final Invariants invariants = new Invariants(this);
  private int faultsLeft;
  private int founded;
  private int branches;
  private int changes;
  private int writesLeft = 8;

  World(Setting setting, Choices choices, Trace trace, Stage stage) {
    this.setting = setting;
    this.choices = choices;
    this.trace = trace;
    this.stage = stage;
    this.faultsLeft = setting.faults();
    for (int i = 0; i < setting.nodes(); i++) {
      nodes.add(new SimulatedNode(i, setting.attempts()));
    }
  }

  Setting setting() {
    return setting;
  }

  Choices choices() {
    return choices;
  }

  SimulatedZone zone() {
    return zone;
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  Invariants invariants() {
    return invariants;
  }

  boolean sabotaged(Sabotage how) {
    return setting.sabotage() == how;
  }

  boolean comparesStates() {
    return setting.exhaustive();
  }

  boolean mayFail() {
    return faultsLeft > 0;
  }

  void trace(Supplier<String> event) {
    trace.note(event);
  }

  /** Those that may end a process; data that nobody can tell from lost data is not lost. */
  List<Fault> deaths() {
    if (setting.life()) {
      return Fault.DEATHS_IN_LIFE;
    }
    return setting.telling() ? Fault.DEATHS : Fault.SILENT_DEATHS;
  }

  Fault step(ToolRun process, Call call) {
    stage.pause(process.index);
    if (process.isKilled()) {
      throw new ProcessDeath("killed with its instance");
    }
    if (process.isCutOff(call)) {
      return Fault.FAILED;
    }
    if (faultsLeft == 0) {
      return Fault.NONE;
    }
    List<Fault> possible = new ArrayList<>(call.failures());
    if (comparesStates()) {
      // One fault there is one call.
      possible.remove(Fault.OUT_OF_REACH);
    }
    if (process.isUpToDate()) {
      possible.remove(Fault.STALE);
    }
    possible.addAll(process.deaths());
    Fault fault = choices.fault(possible);
    if (fault == Fault.NONE) {
      return fault;
    }
    faultsLeft--;
    trace(() -> process.name() + " " + call + ": " + fault);
    process.node.ifPresent(this::mayTryAgain);
    if (process.deaths().contains(fault)) {
      process.node.ifPresent(node -> befall(node, fault));
      throw new ProcessDeath(fault.toString());
    }
    if (fault == Fault.OUT_OF_REACH) {
      process.cutOff(choices.upTo(LONGEST_CUT));
      return Fault.FAILED;
    }
    return fault;
  }

  /** Something happens to a node between two runs. */
  void outage(SimulatedNode node) {
    List<Fault> possible = setting.telling() ? Fault.OUTAGES : Fault.SILENT_OUTAGES;
    if (setting.life()) {
      possible = Fault.OUTAGES_IN_LIFE;
    }
    Fault fault = possible.get(choices.upTo(possible.size()));
    faultsLeft--;
    trace(() -> node.instanceId + " idle: " + fault);
    befall(node, fault);
  }

  private void befall(SimulatedNode node, Fault fault) {
    node.befalls(fault);
    mayTryAgain(node);
    changed();
    boolean replaced = fault == Fault.TERMINATED && setting.replaces() && nodes.size() < MAX_NODES;
    if (replaced && choices.upTo(2) == 0) {
      nodes.add(new SimulatedNode(nodes.size(), setting.attempts()));
    }
  }

  /** Applies a batch by the zone's rules, or by none where it is sabotaged. */
  void commit(String who, ChangeBatch batch) {
    invariants.commits(batch);
    if (isUnconditional(batch.comment())) {
      zone.applyUnconditionally(batch);
    } else {
      zone.apply(batch);
    }
    trace(() -> who + " commits " + batch.comment() + ": " + zone.contents().all());
    invariants.committed();
    if (setting.life() || !Invariants.isPool(batch)) {
      // The pool is in the way of no election.
      changed();
    }
  }

  private boolean isUnconditional(String comment) {
    return switch (setting.sabotage()) {
      case CLAIM_WITHOUT_CONDITION -> comment.startsWith("ec2cluster: claim");
      case PUBLISH_WITHOUT_CONDITION -> comment.startsWith("ec2cluster: publish");
      case RELEASE_WITHOUT_CONDITION -> comment.startsWith("ec2cluster: release");
      case PUBLICATION_FORGOTTEN -> true;
      default -> false;
    };
  }

  /** A delayed write arrives, if its conditions hold still. */
  void land(int index) {
    ChangeBatch batch = zone.arrived(index);
    try {
      commit("late", batch);
    } catch (EnvironmentException conflict) {
      trace(() -> "late: " + batch.comment() + " conflicts");
    }
  }

  void mayTryAgain(SimulatedNode node) {
    node.attempts = setting.attempts();
  }

  /** Something is different now: who gave up tries once more. */
  void changed() {
    changes++;
    allTryAgain();
  }

  /** Everybody tries once more. */
  void allTryAgain() {
    for (SimulatedNode node : nodes) {
      node.attempts = Math.max(node.attempts, 1);
    }
  }

  /** Somebody stops an instance, whatever runs there. */
  void fence(SimulatedNode node) {
    node.process.filter(ToolRun::isAlive).ifPresent(ToolRun::kill);
    if (!node.terminated && !node.stopped) {
      trace(() -> node.instanceId + " is stopped");
      node.befalls(Fault.STOPPED);
      changed();
    }
  }

  /** A stopped instance is started again. */
  void revive(SimulatedNode node) {
    trace(() -> node.instanceId + " is started again");
    node.stopped = false;
    mayTryAgain(node);
    changed();
  }

  /** What can be proven of a life: by the cloud, or by what the node has told. */
  OwnerLife lifeOf(String instanceId) {
    if (isTerminated(instanceId)) {
      return OwnerLife.DEAD;
    }
    SimulatedNode node = find(instanceId).orElseThrow();
    if (node.stopped) {
      return OwnerLife.STOPPED;
    }
    OwnerLife life = node.told.map(told -> told.lifeOf(node)).orElse(OwnerLife.NOT_PROVEN);
    Invariants.require(
        life == OwnerLife.NOT_PROVEN || node.engine == SimulatedNode.Engine.OFF,
        () -> instanceId + " counts as " + life + ", and its engine runs");
    return life;
  }

  /** Whether an instance runs, or will again without anybody's doing. */
  boolean mayWrite(String instanceId) {
    return find(instanceId).filter(node -> !node.terminated && !node.stopped).isPresent();
  }

  boolean isTerminated(String instanceId) {
    Optional<SimulatedNode> node = find(instanceId);
    return node.isEmpty() || node.get().terminated;
  }

  Optional<SimulatedNode> find(String instanceId) {
    return nodes.stream().filter(node -> node.instanceId.equals(instanceId)).findFirst();
  }

  /** The node that has, or once had, an address. */
  Optional<SimulatedNode> at(String address) {
    return nodes.stream().filter(node -> node.addresses.contains(address)).findFirst();
  }

  boolean mayWrite(SimulatedNode node) {
    return writesLeft > 0 && node.runsAsPrimary() && invariants.isNamed(node);
  }

  void write(SimulatedNode node) {
    writesLeft--;
    node.disk = node.disk.with(node.disk.writes().oneMore());
    invariants.acknowledges(node);
    trace(() -> node.instanceId + " acknowledges " + node.disk.writes());
  }

  boolean mayStream(SimulatedNode node) {
    return node.engine == SimulatedNode.Engine.REPLICA && source(node).isPresent();
  }

  /** Whom a replica has something to receive from. */
  private Optional<SimulatedNode> source(SimulatedNode node) {
    return nodes.stream()
        .filter(one -> one.runsAsPrimary() && node.disk.leadsTo(one.disk))
        .filter(one -> !one.disk.writes().equals(node.disk.writes()))
        .findFirst();
  }

  void stream(SimulatedNode node) {
    Disk source = source(node).orElseThrow().disk;
    node.disk = node.disk.with(source.writes());
    trace(() -> node.instanceId + " receives " + source.writes());
  }

  /** How often something has become different. */
  int changes() {
    return changes;
  }

  int nextBranch() {
    return ++branches;
  }

  String nextIdentity() {
    return "data-" + founded++;
  }

  String state() {
    StringBuilder state = new StringBuilder(zone.state()).append(faultsLeft);
    nodes.forEach(node -> state.append('|').append(node.state()));
    return state.append(invariants.state()).toString();
  }
}
