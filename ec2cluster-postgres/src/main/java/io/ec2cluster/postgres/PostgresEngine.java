package io.ec2cluster.postgres;

import io.ec2cluster.agent.Task;
import io.ec2cluster.demo.RoleDemo;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.host.Machine;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.RoleEngine;
import java.time.Duration;
import java.util.List;

/**
 * PostgreSQL 11 and newer: one primary, streaming or archive replicas. Stateless and safe for use
 * by several threads.
 */
public final class PostgresEngine implements RoleEngine {
  /** The engine's id: its configuration section and its command. */
  public static final String ID = "postgres";

  private static final Duration PRUNE_EVERY = Duration.ofHours(1);

  /** That of the command. */
  private static final Duration SLOT_GRACE = Duration.ofHours(24);

  private final Machine machine;

  /** The engine on this machine. */
  public PostgresEngine() {
    this(Machine.current());
  }

  /** The engine on a machine whose file tree begins elsewhere, for tests. */
  PostgresEngine(Machine machine) {
    this.machine = machine;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String summary() {
    return "PostgreSQL: a primary and its streaming or archive replicas";
  }

  @Override
  public Class<PostgresSettings> settings() {
    return PostgresSettings.class;
  }

  @Override
  public List<Operation<?>> operations() {
    return List.of(
        RoleDemo.operation(new PostgresDemo(machine, System.getenv())),
        new Change<>(
            "slots prune",
            "Drop the replication slots of members that are gone",
            SlotsPruneOptions.class,
            this::pruneSlots));
  }

  @Override
  public List<Task> tasks(OperationContext context) {
    return List.of(
        Task.of("slots prune", new SlotsPruneOptions(SLOT_GRACE), PRUNE_EVERY)
            .whileIn(Role.PRIMARY));
  }

  private Plan pruneSlots(OperationContext context, SlotsPruneOptions options)
      throws InterruptedException {
    PostgresSettings settings = context.settings(PostgresSettings.class);
    Server server = PostgresNode.server(context, settings, machine);
    return new SlotPruning(context, server, options.grace()).plan();
  }

  @Override
  public List<Inspection> inspections(OperationContext context) {
    return new PostgresInspections(context, machine).all();
  }

  @Override
  public EngineNode node(OperationContext context) {
    return new PostgresNode(context, context.settings(PostgresSettings.class), machine);
  }
}
