package io.ec2cluster.simulation;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.PrimaryLocation;
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
    node.disk = Disk.of(source.identity().orElseThrow(), Role.REPLICA);
  }

  void start(Role role) {
    Fault fault = process.call(Call.START);
    // A start that fails may leave nothing behind, or an engine that runs all the same.
    if (fault == Fault.FAILED && world.choices().upTo(2) == 0) {
      process.remember("not started");
      throw new EnvironmentException("the engine does not start");
    }
    world.invariants().starts(node);
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

  /** A primary answers; a replica follows a primary that runs. */
  void verify(Assignment assignment) {
    Fault fault = process.call(Call.VERIFY);
    boolean follows =
        assignment.role() == Role.PRIMARY
            || running(assignment.primary())
                .filter(primary -> primary.disk.identity().equals(node.disk.identity()))
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
