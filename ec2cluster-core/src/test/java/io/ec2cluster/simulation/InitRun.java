package io.ec2cluster.simulation;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Decision;
import io.ec2cluster.role.Owner;
import io.ec2cluster.role.RoleElection;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.RoleView;
import io.ec2cluster.role.Tenure;
import io.ec2cluster.role.Verdict;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One run of {@code init} on a node: the real election, and its steps in the order of core's plan.
 */
final class InitRun implements Runnable {
  private final World world;
  private final SimulatedNode node;
  private final ToolRun process;
  private final NodeEngine engine;
  private final RoleElection election;

  InitRun(World world, SimulatedNode node) {
    this.world = world;
    this.node = node;
    process = new ToolRun(world, node.index, Optional.of(node));
    engine = new NodeEngine(world, process, node);
    Connection connection = new Connection(world, process);
    election =
        new RoleElection(
            connection, World.NAMES, candidate(), connection, process, random(world, node));
  }

  ToolRun process() {
    return process;
  }

  private Candidate candidate() {
    return new Candidate(
        "maindb",
        Optional.empty(),
        Optional.empty(),
        new Owner(node.instanceId, node.address(), 5432),
        node.address(),
        Set.of(),
        node.disk.seenBy(
            world.setting().telling() && !world.sabotaged(Sabotage.LOST_DISK_IGNORED)));
  }

  private static RandomGenerator random(World world, SimulatedNode node) {
    SplittableRandom random =
        new SplittableRandom(world.setting().seed() * 1_000_003 + node.index * 1009L + node.runs);
    return world.sabotaged(Sabotage.SAME_NONCE) ? () -> 42L : random;
  }

  @Override
  public void run() {
    SimulatedNode.Result result;
    try {
      result = init();
    } catch (RefusedException refused) {
      result = ended(SimulatedNode.Result.REFUSED, refused);
    } catch (DeadlineException late) {
      result = ended(SimulatedNode.Result.NOT_REACHED, late);
    } catch (EnvironmentException failed) {
      result = ended(SimulatedNode.Result.FAILED, failed);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("nobody interrupts", impossible);
    }
    node.result = result;
  }

  private SimulatedNode.Result ended(SimulatedNode.Result result, Ec2ClusterException why) {
    world.trace(() -> node.instanceId + " ends " + result + ": " + why.getMessage());
    return result;
  }

  private SimulatedNode.Result init() throws InterruptedException {
    if (world.sabotaged(Sabotage.START_BEFORE_CLAIM)) {
      engine.startPrimary(true);
    }
    RoleView view = election.observe();
    Verdict verdict = election.judge(view);
    if (verdict instanceof Verdict.Follow follow) {
      engine.startReplica(follow.primary());
      return SimulatedNode.Result.REPLICA;
    }
    Decision decision =
        election.decide(Optional.of(view), world.setting().deadline(), ignored -> {});
    world.trace(() -> node.instanceId + " decides " + decision.role());
    if (decision instanceof Decision.Won won) {
      return primary(won);
    }
    engine.startReplica(((Decision.Lost) decision).leader());
    return SimulatedNode.Result.REPLICA;
  }

  private SimulatedNode.Result primary(Decision.Won won) throws InterruptedException {
    Tenure tenure = won.tenure();
    try {
      engine.startPrimary(
          world.sabotaged(Sabotage.LOST_DISK_IGNORED) || won.grounds().founds(tenure.record()));
      if (world.sabotaged(Sabotage.PUBLISH_BEFORE_VERIFY)) {
        publish(tenure);
      }
      engine.verify();
      publish(tenure);
      return SimulatedNode.Result.PRIMARY;
    } catch (Ec2ClusterException failure) {
      world.invariants().givesUp(process, tenure, failure);
      giveBack(tenure);
      throw failure;
    }
  }

  private void publish(Tenure tenure) throws InterruptedException {
    if (tenure.isPublished()) {
      return;
    }
    try {
      tenure.publish(world.setting().telling() ? node.disk.identity() : Optional.empty());
    } catch (RefusedException lost) {
      engine.stop();
      throw lost;
    }
  }

  /** A published owner keeps its record, and its engine. */
  private void giveBack(Tenure tenure) throws InterruptedException {
    if (tenure.record().state() == RoleState.PUBLISHED) {
      return;
    }
    if (!world.sabotaged(Sabotage.RELEASE_BEFORE_STOP)) {
      engine.stop();
    }
    boolean released = tenure.release();
    world.invariants().released(tenure, released);
    if (world.sabotaged(Sabotage.RELEASE_BEFORE_STOP)) {
      engine.stop();
    }
  }
}
