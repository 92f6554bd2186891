package io.ec2cluster.internal.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Probe.Running;
import java.util.Optional;

/**
 * One look at this node's engine.
 *
 * @param probe what it answered
 * @param role as what it runs; where it does not say so, what it was prepared for last
 * @param unfit why readers should not be sent here, of one that runs as a replica
 */
public record NodeLook(Probe probe, Optional<Role> role, Optional<String> unfit) {
  /** Looks now, within the engine's own time-outs. */
  public static NodeLook at(OperationContext context, EngineNode node) {
    Probe probe = node.probe();
    if (probe.running() != Running.YES) {
      return new NodeLook(probe, Optional.empty(), Optional.empty());
    }
    Optional<Role> role = role(node, probe);
    return new NodeLook(
        probe,
        role,
        role.equals(Optional.of(Role.REPLICA)) ? unfit(context, node) : Optional.empty());
  }

  /** Whether it is seen to run in a role. */
  public boolean runsAs(Role asked) {
    return probe.running() == Running.YES && role.equals(Optional.of(asked));
  }

  static Optional<Role> role(EngineNode node, Probe probe) {
    return probe.role().or(() -> node.standing().role()).or(() -> node.data().madeFor());
  }

  private static Optional<String> unfit(OperationContext context, EngineNode node) {
    if (new PoolAbsence(context).isByHand()) {
      return Optional.of("taken out of the replica pool by hand ('ec2cluster pool leave')");
    }
    try {
      return node.unfitForReaders();
    } catch (EnvironmentException untold) {
      return Optional.of("its engine cannot be asked: " + untold.getMessage());
    }
  }
}
