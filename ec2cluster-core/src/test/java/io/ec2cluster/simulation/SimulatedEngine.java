package io.ec2cluster.simulation;

import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Follower;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Rejoining;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.spi.Standing;
import io.ec2cluster.spi.Step;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** A role engine whose steps act on a simulated node. */
final class SimulatedEngine implements RoleEngine, EngineNode {
  private final World world;
  private final SimulatedNode node;
  private final NodeEngine engine;

  SimulatedEngine(World world, SimulatedNode node, NodeEngine engine) {
    this.world = world;
    this.node = node;
    this.engine = engine;
  }

  @Override
  public String id() {
    return "simulated";
  }

  @Override
  public String summary() {
    return "An engine of the simulation";
  }

  @Override
  public EngineNode node(OperationContext context) {
    return this;
  }

  @Override
  public int port() {
    return World.PORT;
  }

  @Override
  public NodeData data() {
    return node.disk.seenBy(
        world.setting().telling() && !world.sabotaged(Sabotage.LOST_DISK_IGNORED));
  }

  @Override
  public Probe probe() {
    return new Probe(
        node.engine == SimulatedNode.Engine.OFF ? Probe.Running.NO : Probe.Running.YES,
        world.setting().life() ? node.role() : Optional.empty(),
        world.setting().telling() ? node.disk.identity() : Optional.empty(),
        node.pid(),
        OptionalLong.empty(),
        "simulated");
  }

  @Override
  public List<Step> prepare(Role role, Supplier<Assignment> assignment) {
    return step(
        "prepare " + role.label(),
        () -> {
          if (role == Role.PRIMARY) {
            engine.makeData(
                assignment.get().founding() || world.sabotaged(Sabotage.LOST_DISK_IGNORED));
          } else {
            engine.copy(assignment.get().primary());
          }
        });
  }

  @Override
  public List<Step> start(Role role, Supplier<Assignment> assignment) {
    return step("start " + role.label(), () -> engine.start(role));
  }

  @Override
  public List<Step> verify(Role role, Supplier<Assignment> assignment) {
    return step("verify " + role.label(), () -> engine.verify(assignment.get()));
  }

  @Override
  public List<Step> promote(Supplier<Assignment> assignment) {
    return step("promote", engine::promote);
  }

  @Override
  public List<Step> demote(Supplier<Assignment> assignment) {
    return step("demote", () -> engine.demote(assignment.get().primary()));
  }

  @Override
  public List<Step> rejoin(Supplier<Assignment> assignment, Rejoining how) {
    return step("rejoin", () -> engine.rejoin(assignment.get().primary(), how));
  }

  @Override
  public List<Step> follow(Supplier<Assignment> assignment) {
    return step("follow", () -> engine.follow(assignment.get().primary()));
  }

  @Override
  public List<Step> forget(String instanceId, Supplier<Assignment> assignment) {
    return step(
        "forget " + instanceId,
        () -> engine.ask(new Member(instanceId, assignment.get().primary().address(), port())));
  }

  @Override
  public Optional<String> unfitForReaders() {
    return world.setting().life() ? engine.unfit() : Optional.empty();
  }

  @Override
  public Standing standing() {
    return world.setting().life() ? NodeEngine.standing(node) : Standing.untold("not simulated");
  }

  @Override
  public Standing standingOf(Member member) {
    return world.setting().life() ? engine.ask(member) : Standing.untold("not simulated");
  }

  @Override
  public List<Follower> followers() {
    return world.nodes().stream()
        .filter(other -> other != node && other.engine == SimulatedNode.Engine.REPLICA)
        .filter(other -> node.runsAsPrimary() && other.disk.leadsTo(node.disk))
        .map(
            other ->
                new Follower(
                    other.instanceId,
                    true,
                    "streaming",
                    false,
                    OptionalLong.empty(),
                    Optional.empty()))
        .toList();
  }

  @Override
  public List<Step> stop() {
    // Sabotaged, the engine is stopped by the run, after what was begun has been taken back.
    return step(
        "stop",
        () -> {
          if (!world.sabotaged(Sabotage.RELEASE_BEFORE_STOP)) {
            engine.stop();
          }
        });
  }

  private static List<Step> step(String name, Runnable act) {
    return List.of(Step.named(name).action(ignored -> act.run()));
  }
}
