package io.ec2cluster.simulation;

import static io.ec2cluster.simulation.Invariants.require;

import com.google.common.collect.MoreCollectors;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.Outcome;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.internal.role.RoleOperations;
import io.ec2cluster.internal.run.PlanRunner;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.spi.Action;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Presence;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A run of one of core's operations on a node: planned by the operation itself, run by the runner
 * of the command line, on the thread of the actor.
 */
final class NodeRun implements Runnable {
  private final World world;
  private final SimulatedNode node;
  private final Order order;
  private final ToolRun process;
  private final NodeEngine engine;
  private final SimulatedContext context;

  /** Whether the role that was won was published already. */
  private boolean returned;

  /**
   * A run.
   *
   * @param files where core keeps files of the node
   */
  NodeRun(World world, SimulatedNode node, Order order, Path files) {
    this.world = world;
    this.node = node;
    this.order = order;
    process = new ToolRun(world, node.index, Optional.of(node));
    node.process = Optional.of(process);
    if (world.setting().life() && world.invariants().poolTarget(node).isPresent()) {
      process.beginsAsMember();
    }
    if (order.isForced()) {
      process.force();
    }
    engine = new NodeEngine(world, process, node);
    context =
        new SimulatedContext(
            process,
            new SimulatedCloud(
                world,
                process,
                node,
                new Connection(world, process),
                world.setting().local() ? new SimulatedPresence(node, process) : Presence.none()),
            random(world, node),
            files,
            this::decided);
  }

  ToolRun process() {
    return process;
  }

  private static RandomGenerator random(World world, SimulatedNode node) {
    SplittableRandom random =
        new SplittableRandom(world.setting().seed() * 1_000_003 + node.index * 1009L + node.runs);
    return world.sabotaged(Sabotage.SAME_NONCE) ? () -> 42L : random;
  }

  @Override
  public void run() {
    order.fenced().forEach(other -> other.held = true);
    try {
      act();
    } finally {
      order.fenced().forEach(other -> other.held = false);
    }
  }

  private void act() {
    if (!world.setting().life()) {
      node.verified = false;
    }
    RunResult result = result();
    world.trace(() -> node.instanceId + " ends " + result.outcome() + ": " + result.message());
    if (result.outcome() == Outcome.INTERNAL_ERROR) {
      throw new Violation(
          node.instanceId + " meets a fault: " + result.message(), result.failure().orElseThrow());
    }
    process.ends();
    node.result = kept(result.outcome());
    if (result.outcome() == Outcome.DONE && !order.isOfThePool()) {
      node.left = order.operation().equals("leave");
    }
    require(
        tenure().isEmpty()
            || node.result != SimulatedNode.Result.REFUSED
            || !node.runsAsPrimary()
            || (world.setting().life() && isEntitled()),
        () -> node.instanceId + " runs on as primary, and was refused: " + result.message());
  }

  private RunResult result() {
    try {
      Plan plan =
          RoleOperations.of(new SimulatedEngine(world, node, engine)).stream()
              .filter(one -> one.id().equals(order.operation()))
              .map(Change.class::cast)
              .map(change -> plan((Change<?>) change))
              .collect(MoreCollectors.onlyElement());
      return runner().run(watched(new SabotagedPlan(world, engine).of(plan)));
    } catch (RuntimeException failure) {
      return RunResult.failedToPlan(failure);
    }
  }

  private <O extends Record> Plan plan(Change<O> change) {
    try {
      return change.planner().plan(context, change.options().cast(order.options()));
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("nobody interrupts", impossible);
    }
  }

  private PlanRunner runner() {
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void stepEnded(Report.StepReport step) {
            world.trace(
                () ->
                    "%s '%s' %s %s"
                        .formatted(node.instanceId, step.name(), step.outcome(), step.detail()));
          }
        };
    return new PlanRunner(
        process, context.random(), listener, Runnable::run, Duration.ofMinutes(1));
  }

  /** The same plan, whose undo is seen to be right. */
  private Plan watched(Plan plan) {
    return EditedPlan.of(
        plan, step -> EditedPlan.withUndo(step, undo -> taken -> takeBack(undo, taken)));
  }

  private boolean isEntitled() {
    return world.invariants().record().filter(now -> now.entitles(node.instanceId)).isPresent();
  }

  private void decided() {
    returned =
        world
            .invariants()
            .record()
            .filter(now -> now.state() == RoleState.PUBLISHED && now.entitles(node.instanceId))
            .isPresent();
  }

  private boolean isInit() {
    return order.operation().equals("init");
  }

  private void takeBack(Action undo, StepContext taken) throws InterruptedException {
    if (!isInit()) {
      try {
        undo.run(taken);
      } catch (Ec2ClusterException failed) {
        world.trace(() -> node.instanceId + " does not take back: " + failed.getMessage());
        throw failed;
      } catch (RuntimeException fault) {
        throw new Violation(
            node.instanceId + " meets a fault while it takes back: " + fault, fault);
      }
      return;
    }
    int faults = process.faults();
    boolean ran = node.runsAsPrimary();
    tenure().ifPresent(epoch -> world.invariants().givesUp(process, epoch));
    try {
      undo.run(taken);
    } catch (Ec2ClusterException failed) {
      require(process.faults() > faults, () -> "undo failed by itself: " + failed.getMessage());
      throw failed;
    }
    tenure().ifPresent(epoch -> world.invariants().gaveUp(process, epoch));
    require(
        !returned || node.runsAsPrimary() == ran,
        () -> node.instanceId + " is the published primary, and its engine was stopped");
  }

  /** The epoch of the role that this run has won. */
  private Optional<Long> tenure() {
    return context.role().equals(Optional.of(Role.PRIMARY))
        ? Optional.of(context.epoch().orElseThrow())
        : Optional.empty();
  }

  private SimulatedNode.Result kept(Outcome outcome) {
    return switch (outcome) {
      case DONE ->
          tenure().isPresent() ? SimulatedNode.Result.PRIMARY : SimulatedNode.Result.REPLICA;
      case REFUSED -> SimulatedNode.Result.REFUSED;
      case NOT_REACHED -> SimulatedNode.Result.NOT_REACHED;
      case ENVIRONMENT_FAILED -> SimulatedNode.Result.FAILED;
      case INTERNAL_ERROR, BAD_USAGE, INTERRUPTED ->
          throw new Violation(node.instanceId + " ends " + outcome);
    };
  }
}
