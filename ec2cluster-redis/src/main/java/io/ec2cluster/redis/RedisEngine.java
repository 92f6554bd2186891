package io.ec2cluster.redis;

import io.ec2cluster.demo.RoleDemo;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.RoleEngine;
import java.util.List;

/**
 * Redis 6.2 and newer, and Valkey: one primary and its replicas. Stateless and safe for use by
 * several threads.
 */
public final class RedisEngine implements RoleEngine {
  /** The engine's id: its configuration section and its command. */
  public static final String ID = "redis";

  private final Machine machine;

  /** The engine on this machine. */
  public RedisEngine() {
    this(Machine.current());
  }

  /** The engine on a machine whose file tree begins elsewhere, for tests. */
  RedisEngine(Machine machine) {
    this.machine = machine;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String summary() {
    return "Redis or Valkey: a primary and its replicas";
  }

  @Override
  public Class<RedisSettings> settings() {
    return RedisSettings.class;
  }

  @Override
  public List<Operation<?>> operations() {
    return List.of(RoleDemo.operation(new RedisDemo(machine, System.getenv())));
  }

  @Override
  public List<Inspection> inspections(OperationContext context) {
    return new RedisInspections(context, machine).all();
  }

  @Override
  public EngineNode node(OperationContext context) {
    return new RedisNode(context, context.settings(RedisSettings.class), machine);
  }
}
