package io.ec2cluster.simulation;

import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.spi.Presence;
import java.util.Optional;
import java.util.OptionalLong;

/** What a node tells of its life, kept as the local back end keeps it. */
final class SimulatedPresence implements Presence {
  private final SimulatedNode node;
  private final ToolRun process;

  SimulatedPresence(SimulatedNode node, ToolRun process) {
    this.node = node;
    this.process = process;
  }

  /** What was told last. */
  enum Phase {
    WORKING,
    STARTING,
    ENGINE,
    STOPPED
  }

  /**
   * What was told last, and when.
   *
   * @param boot the boot of the node in which it was told
   * @param tool the process that works for the node; none once the engine runs
   * @param engine the engine's process, where it is known
   */
  record Told(Phase phase, int boot, Optional<ToolRun> tool, OptionalLong engine) {
    /** All of it that makes a difference later. */
    String state(SimulatedNode node) {
      return boot == node.boot
          ? phase.toString()
              + tool.filter(ToolRun::isAlive).isPresent()
              + engine.isPresent()
              + engine.equals(node.pid())
          : "over";
    }

    /** Whether it proves a death, by the table of {@code LocalLiveness}. */
    OwnerLife lifeOf(SimulatedNode node) {
      if (boot != node.boot) {
        return OwnerLife.DEAD;
      }
      boolean toolRuns = tool.filter(ToolRun::isAlive).isPresent();
      return switch (phase) {
        case STARTING -> OwnerLife.NOT_PROVEN;
        case WORKING -> toolRuns ? OwnerLife.NOT_PROVEN : OwnerLife.DEAD;
        case STOPPED -> toolRuns ? OwnerLife.STOPPED : OwnerLife.DEAD;
        case ENGINE ->
            engine.isEmpty() || engine.equals(node.pid()) || toolRuns
                ? OwnerLife.NOT_PROVEN
                : OwnerLife.DEAD;
      };
    }
  }

  @Override
  public void working() {
    boolean started =
        node.told
            .filter(told -> told.phase() == Phase.STARTING || told.phase() == Phase.ENGINE)
            .filter(told -> told.boot() == node.boot)
            .isPresent();
    Told before =
        node.told.orElse(
            new Told(Phase.WORKING, node.boot, Optional.empty(), OptionalLong.empty()));
    tell(
        started ? before.phase() : Phase.WORKING,
        Optional.of(process),
        started ? before.engine() : OptionalLong.empty());
  }

  @Override
  public void startingEngine() {
    tell(Phase.STARTING, Optional.of(process), OptionalLong.empty());
  }

  @Override
  public void engineRuns(OptionalLong pid) {
    tell(Phase.ENGINE, Optional.empty(), pid);
  }

  @Override
  public void engineStopped() {
    tell(Phase.STOPPED, Optional.of(process), OptionalLong.empty());
  }

  private void tell(Phase phase, Optional<ToolRun> tool, OptionalLong engine) {
    Invariants.require(process.isAlive(), () -> process.name() + " tells after its death");
    node.told = Optional.of(new Told(phase, node.boot, tool, engine));
  }
}
