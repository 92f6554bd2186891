package io.ec2cluster.simulation;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Leader;
import io.ec2cluster.role.Role;

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

  void startPrimary(boolean founding) {
    Fault fault = process.call(Call.START);
    // A start that fails may leave nothing behind, or an engine that runs all the same.
    if (fault == Fault.FAILED && world.choices().upTo(2) == 0) {
      process.remember("not started");
      throw new EnvironmentException("the engine does not start");
    }
    if (node.disk.isEmpty()) {
      if (!founding && world.setting().telling()) {
        throw new RefusedException("no data, and not founding");
      }
      world.invariants().founds(node);
      node.disk = Disk.of(world.nextIdentity(), Role.PRIMARY);
    }
    node.engine = SimulatedNode.Engine.PRIMARY;
    world.trace(() -> node.instanceId + " runs as primary on " + node.disk);
    world.invariants().startedAsPrimary(node);
    world.changed();
    process.remember("primary " + fault);
    if (fault == Fault.FAILED) {
      throw new EnvironmentException("the engine started, and said nothing");
    }
  }

  void startReplica(Leader leader) {
    Fault fault = process.call(Call.START);
    SimulatedNode primary =
        world.at(leader.owner().address()).filter(SimulatedNode::runsAsPrimary).orElse(node);
    process.remember("replica " + fault + primary.index);
    if (fault == Fault.FAILED || primary == node) {
      throw new EnvironmentException("no primary to follow");
    }
    if (!node.disk.isEmpty() && !node.disk.identity().equals(primary.disk.identity())) {
      throw new RefusedException("foreign data");
    }
    node.disk = Disk.of(primary.disk.identity().orElseThrow(), Role.REPLICA);
    node.engine = SimulatedNode.Engine.REPLICA;
    world.trace(() -> node.instanceId + " follows " + primary.instanceId);
  }

  void verify() {
    Fault fault = process.call(Call.VERIFY);
    process.remember("verify " + fault);
    if (fault == Fault.FAILED) {
      throw new EnvironmentException("the engine does not answer");
    }
    world.invariants().verified(node);
  }

  void stop() {
    Fault fault = process.call(Call.STOP);
    process.remember("stop " + fault);
    if (fault == Fault.FAILED) {
      throw new EnvironmentException("the engine is not proven stopped");
    }
    node.engine = SimulatedNode.Engine.OFF;
    world.trace(() -> node.instanceId + " stopped");
  }
}
