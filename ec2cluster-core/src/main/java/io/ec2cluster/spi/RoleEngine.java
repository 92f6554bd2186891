package io.ec2cluster.spi;

/**
 * An engine for software with one primary. It supplies the steps; core supplies the operations
 * ({@code init}, …), the election, the names, the pool and the reports.
 */
public interface RoleEngine extends EngineModule {
  /** The engine on this node, bound to its settings. Reads nothing and starts nothing yet. */
  EngineNode node(OperationContext context);

  /** A node has one role at a time. */
  @Override
  default boolean worksOnNode() {
    return true;
  }
}
