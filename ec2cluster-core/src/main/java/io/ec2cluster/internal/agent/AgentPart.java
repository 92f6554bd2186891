package io.ec2cluster.internal.agent;

import io.ec2cluster.internal.node.OperationRun;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.RoleEngine;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An engine that the agent looks after.
 *
 * @param module the engine
 * @param operations its operations, those that core supplies included
 * @param runs makes a call of an operation, by its id
 */
public record AgentPart(
    EngineModule module, List<Operation<?>> operations, Function<String, OperationRun> runs) {
  /** Copies the operations. */
  public AgentPart {
    operations = List.copyOf(operations);
  }

  String id() {
    return module.id();
  }

  /** The engine as one with a primary, where it is one. */
  Optional<RoleEngine> role() {
    return module instanceof RoleEngine engine ? Optional.of(engine) : Optional.empty();
  }

  OperationRun run(String operation) {
    return runs.apply(operation);
  }
}
