package io.ec2cluster.internal.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Standing;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Who is fit to serve readers: this node, and the other members of the pool. */
final class ReaderFitness {
  private final EngineNode node;

  ReaderFitness(EngineNode node) {
    this.node = node;
  }

  /**
   * Why this node should not serve readers now; empty if it is fit: it answers, runs as a replica,
   * and its engine has nothing against it. An engine that cannot tell its lag is not fit.
   */
  Optional<String> unfit() {
    Probe probe = node.probe();
    if (probe.running() != Probe.Running.YES) {
      return Optional.of("its engine does not answer (" + probe.description() + ")");
    }
    if (role(probe).equals(Optional.of(Role.PRIMARY))) {
      return Optional.of("its engine runs as a primary (" + probe.description() + ")");
    }
    try {
      return node.unfitForReaders();
    } catch (EnvironmentException untold) {
      return Optional.of("its engine cannot be asked: " + untold.getMessage());
    }
  }

  /** Whether the engine runs, and as a replica. */
  boolean runsAsReplica() {
    Probe probe = node.probe();
    return probe.running() == Probe.Running.YES && role(probe).equals(Optional.of(Role.REPLICA));
  }

  private Optional<Role> role(Probe probe) {
    return NodeLook.role(node, probe);
  }

  /**
   * Whether another member is fit: its instance may run, and its engine answers as a replica, or
   * cannot be asked.
   *
   * @param instances what the back end knows of the others
   */
  Predicate<RecordSet> others(Map<String, InstanceState> instances) {
    return set -> {
      String id = set.weighted().orElseThrow().setIdentifier();
      boolean runs =
          Optional.ofNullable(instances.get(id))
              .map(InstanceState::life)
              .filter(life -> life != OwnerLife.NOT_PROVEN)
              .isEmpty();
      return runs && set.target().filter(host -> answers(id, host)).isPresent();
    };
  }

  /** The pool knows no ports: the members' engines listen where this node's does. */
  private boolean answers(String id, String host) {
    Standing standing = node.standingOf(new Member(id, host, node.port()));
    return switch (standing.answer()) {
      case YES -> !standing.isPrimary();
      case NO, DENIED -> false;
      case UNTOLD -> true;
    };
  }
}
