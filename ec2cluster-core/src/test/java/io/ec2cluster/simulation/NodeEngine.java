package io.ec2cluster.simulation;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.Rejoining;
import io.ec2cluster.spi.Standing;
import java.util.Optional;

/** The engine of a node, as the steps of a run reach it. */
final class NodeEngine {
  private final World world;
  private final ToolRun process;
  private final SimulatedNode node;

  NodeEngine(World world, ToolRun process, SimulatedNode node) {
    this.world = world;
    this.process = process;
    this.node = node;
  }

  /** Makes an empty data set where there is none: only for a founding, where one can tell. */
  void makeData(boolean founding) {
    Fault fault = process.call(Call.PREPARE);
    process.remember("make " + fault);
    if (fault == Fault.FAILED) {
      throw new EnvironmentException("no data can be made");
    }
    if (node.disk.isEmpty()) {
      if (!founding && world.setting().telling()) {
        throw new RefusedException("no data, and not founding");
      }
      world.invariants().founds(node);
      node.disk = Disk.of(world.nextIdentity(), Role.PRIMARY);
    }
  }

  /** Copies the data of a primary that runs, where there is none. */
  void copy(PrimaryLocation from) {
    Fault fault = process.call(Call.PREPARE);
    Optional<SimulatedNode> primary = running(from);
    process.remember("copy " + fault + primary.map(one -> one.index));
    if (fault == Fault.FAILED || primary.isEmpty()) {
      throw new EnvironmentException("no primary to copy from");
    }
    Disk source = primary.get().disk;
    if (!node.disk.isEmpty() && !node.disk.identity().equals(source.identity())) {
      throw new RefusedException("foreign data");
    }
    if (!node.disk.isEmpty() && !node.disk.leadsTo(source)) {
      throw new RefusedException("the data has gone another way: rejoin");
    }
    node.disk = (node.disk.isEmpty() ? source : node.disk).madeFor(Role.REPLICA);
  }

  void start(Role role) {
    Fault fault = process.call(Call.START);
    // A start that fails may leave nothing behind, or an engine that runs all the same.
    if (fault == Fault.FAILED && world.choices().upTo(2) == 0) {
      process.remember("not started");
      throw new EnvironmentException("the engine does not start");
    }
    world.invariants().starts(node);
    node.startedByBoot = false;
    node.runs(role == Role.PRIMARY ? SimulatedNode.Engine.PRIMARY : SimulatedNode.Engine.REPLICA);
    world.trace(() -> node.instanceId + " runs as " + role + " on " + node.disk);
    if (role == Role.PRIMARY) {
      world.invariants().startedAsPrimary(node);
      world.changed();
    }
    process.remember(role + " " + fault);
    if (fault == Fault.FAILED) {
      throw new EnvironmentException("the engine started, and said nothing");
    }
  }

  /** Started by the init system, as what the data is. */
  void boot() {
    if (process.call(Call.START) == Fault.FAILED) {
      throw new EnvironmentException("the engine does not start");
    }
    node.startedByBoot = true;
    node.runs(node.disk.isReplica() ? SimulatedNode.Engine.REPLICA : SimulatedNode.Engine.PRIMARY);
    node.verified = true;
    world.trace(() -> node.instanceId + " is started by its init system on " + node.disk);
    if (node.runsAsPrimary()) {
      world.invariants().startedAsPrimary(node);
    }
    world.changed();
  }

  /** A primary answers; a replica follows a primary that runs. */
  void verify(Assignment assignment) {
    Fault fault = process.call(Call.VERIFY);
    boolean follows =
        assignment.role() == Role.PRIMARY
            || running(assignment.primary())
                .filter(primary -> node.disk.leadsTo(primary.disk))
                .isPresent();
    process.remember("verify " + fault + follows);
    if (fault == Fault.FAILED || !follows) {
      throw new EnvironmentException("the engine does not answer, or does not follow");
    }
    node.verified = true;
  }

  private Optional<SimulatedNode> running(PrimaryLocation location) {
    return world
        .at(location.address())
        .filter(SimulatedNode::runsAsPrimary)
        .filter(one -> one != node);
  }

  /** Goes on wherever an earlier promotion ended. */
  void promote() {
    Fault fault = process.call(Call.PROMOTE);
    process.remember("promote " + fault);
    if (fault == Fault.FAILED && world.choices().upTo(2) == 0) {
      throw new EnvironmentException("not promoted");
    }
    if (node.disk.isReplica()) {
      world.invariants().promotes(node, process);
      node.disk =
          node.disk.with(node.disk.writes().branched(world.nextBranch())).madeFor(Role.PRIMARY);
    }
    if (!node.runsAsPrimary()) {
      node.runs(SimulatedNode.Engine.PRIMARY);
      world.trace(() -> node.instanceId + " is promoted, " + node.disk);
      world.invariants().startedAsPrimary(node);
      world.changed();
    }
    node.verified = true;
    if (fault == Fault.FAILED) {
      throw new EnvironmentException("promoted, and nothing was heard of it");
    }
  }

  /** A former primary becomes a replica, where it has nothing that the present one lacks. */
  void demote(PrimaryLocation to) {
    Disk leading = leading(to);
    if (!node.disk.leadsTo(leading)) {
      throw new RefusedException("this node has more than the primary: rejoin");
    }
    node.disk = node.disk.madeFor(Role.REPLICA);
  }

  /** The same, by a rewind or a fresh copy where it has. */
  void rejoin(PrimaryLocation to, Rejoining how) {
    Disk leading = leading(to);
    if (!node.disk.identity().equals(leading.identity())) {
      throw new RefusedException("foreign data");
    }
    if (!node.disk.leadsTo(leading)) {
      if (!how.reclone() && world.choices().upTo(2) == 0) {
        throw new RefusedException("cannot be rewound: --reclone");
      }
      node.disk = leading;
    }
    node.disk = node.disk.madeFor(Role.REPLICA);
  }

  private Disk leading(PrimaryLocation to) {
    Fault fault = process.call(Call.DEMOTE);
    Optional<SimulatedNode> primary = running(to);
    process.remember("demote " + fault + primary.map(one -> one.index));
    if (node.engine != SimulatedNode.Engine.OFF) {
      throw new IllegalStateException("the engine runs while its data is changed");
    }
    if (fault == Fault.FAILED || primary.isEmpty()) {
      throw new EnvironmentException("no primary to follow");
    }
    return primary.get().disk;
  }

  /** A replica that runs turns to a primary. */
  void follow(PrimaryLocation to) {
    Fault fault = process.call(Call.VERIFY);
    boolean follows =
        node.engine == SimulatedNode.Engine.REPLICA
            && running(to).filter(primary -> node.disk.leadsTo(primary.disk)).isPresent();
    process.remember("follow " + fault + follows);
    if (fault == Fault.FAILED || !follows) {
      throw new EnvironmentException("the engine does not follow");
    }
    node.verified = true;
  }

  /** Why readers should not come here. */
  Optional<String> unfit() {
    boolean streams =
        node.engine == SimulatedNode.Engine.REPLICA
            && world.nodes().stream()
                .anyMatch(one -> one.runsAsPrimary() && node.disk.leadsTo(one.disk));
    node.verified |= streams;
    return streams ? Optional.empty() : Optional.of("does not stream");
  }

  /** Asks another engine how it stands. */
  Standing ask(Member member) {
    Fault fault = process.call(Call.ASK);
    Optional<SimulatedNode> there =
        world
            .at(member.host())
            .filter(one -> one.address().equals(member.host()))
            .filter(one -> one.engine != SimulatedNode.Engine.OFF);
    process.remember("ask " + fault + there.map(SimulatedNode::state));
    if (fault == Fault.FAILED || there.isEmpty()) {
      return Standing.silent("no answer");
    }
    process.heard(there.get().instanceId);
    return standing(there.get());
  }

  static Standing standing(SimulatedNode node) {
    return new Standing(
        Standing.Answer.YES,
        node.role().or(() -> node.disk.madeFor()),
        node.disk.identity(),
        Optional.of(node.disk.writes().position()),
        Optional.empty(),
        Optional.empty(),
        "simulated");
  }

  void stop() {
    Fault fault = process.call(Call.STOP);
    process.remember("stop " + fault);
    if (fault == Fault.FAILED) {
      throw new EnvironmentException("the engine is not proven stopped");
    }
    node.engine = SimulatedNode.Engine.OFF;
    node.verified = false;
    world.trace(() -> node.instanceId + " stopped");
  }
}
