package io.ec2cluster.simulation;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.role.RoleLease;
import io.ec2cluster.role.RoleView;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** What a person does by hand, with the node's own lock held where a tool runs on the node. */
final class OperatorRun implements Runnable {
  /** What it can be. */
  enum Kind {
    /** {@code lease release} on the owner. */
    RELEASE,
    /** {@code lease release --force}, with the owner's engine and tool seen to be off. */
    FORCE,
    /** {@code lease refound} on the owner, or for a dead one. */
    REFOUND,
    /** The same while the owner lives: has to be refused. */
    REFOUND_OVER_THE_LIVING,
    /** The name created, or moved elsewhere, with other tools. */
    NAME,
    /** The TTL of everything that stands there changed with other tools. */
    TTL
  }

  private final World world;
  private final Kind kind;
  private final String owner;
  private final Optional<SimulatedNode> node;
  private final ToolRun process;
  private final RoleLease lease;
  private final Predicate<SimulatedNode> idle;
  private Optional<SimulatedNode> held = Optional.empty();

  OperatorRun(World world, Kind kind, String owner, Predicate<SimulatedNode> idle) {
    this.world = world;
    this.idle = idle;
    this.kind = kind;
    this.owner = owner;
    this.node = world.find(owner).filter(one -> !one.terminated);
    process = new ToolRun(world, World.MAX_NODES, Optional.empty());
    Connection connection = new Connection(world, process);
    lease =
        new RoleLease(
            connection,
            World.NAMES,
            connection,
            process,
            new SplittableRandom(
                world.setting().seed() ^ world.zone().contents().all().hashCode()));
  }

  ToolRun process() {
    return process;
  }

  @Override
  public void run() {
    if (kind == Kind.NAME || kind == Kind.TTL) {
      byOtherTools();
      return;
    }
    if (kind == Kind.RELEASE || kind == Kind.REFOUND) {
      node.ifPresent(this::hold);
    }
    try {
      act();
    } catch (Ec2ClusterException failed) {
      world.trace(() -> "operator " + kind + " fails: " + failed.getMessage());
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("nobody interrupts", impossible);
    } finally {
      held.ifPresent(one -> one.held = false);
    }
  }

  private void byOtherTools() {
    if (kind == Kind.NAME) {
      world.zone().move(Beginning.name("elsewhere.example.com"));
      world.invariants().nameElsewhere();
    } else {
      world.zone().changeTtl(Duration.ofSeconds(300L + world.choices().upTo(60)));
    }
    world.trace(() -> "operator did " + kind + ": " + world.zone().contents().all());
  }

  private void act() throws InterruptedException {
    switch (kind) {
      case FORCE -> force(lease.view());
      case RELEASE -> {
        stop();
        lease.release(owner, false);
      }
      case REFOUND -> {
        stop();
        lease.refound(owner);
      }
      default -> lease.refound("operator");
    }
    world.trace(() -> "operator did " + kind);
  }

  /** Only what was looked at is vouched for, and only while nothing can run there. */
  private void force(RoleView seen) throws InterruptedException {
    String seenOwner = seen.record().map(record -> record.owner().instanceId()).orElse("nobody");
    if (!world.isTerminated(seenOwner)) {
      SimulatedNode living = world.find(seenOwner).orElseThrow();
      if (!idle.test(living) || living.runsAsPrimary()) {
        return;
      }
      hold(living);
    }
    lease.release(seen, "operator", true);
  }

  private void hold(SimulatedNode one) {
    one.held = true;
    held = Optional.of(one);
  }

  private void stop() {
    node.ifPresent(
        one -> {
          new NodeEngine(world, process, one).stop();
          one.result = SimulatedNode.Result.NONE;
          world.mayTryAgain(one);
        });
  }
}
