package io.ec2cluster.spi;

import io.ec2cluster.agent.Task;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.doctor.Inspection;
import java.util.List;

/**
 * What a jar adds to ec2cluster: an engine with its settings and operations. Found through {@link
 * java.util.ServiceLoader} or passed to the builder; stateless and safe for use by several threads.
 *
 * <p>Software with one primary implements {@link RoleEngine} instead.
 */
public interface EngineModule {
  /** The engine's id, a DNS label in lower case: its configuration section and its command. */
  String id();

  /** One sentence for {@code ec2cluster engines} and the help. */
  String summary();

  /** The record of the engine's configuration section; {@link NoSettings} by default. */
  default Class<? extends Record> settings() {
    return NoSettings.class;
  }

  /**
   * The engine's own operations, besides those that core supplies to role engines; none by default.
   */
  default List<Operation<?>> operations() {
    return List.of();
  }

  /**
   * What {@code doctor} is to look at for this engine on this node; nothing by default. What takes
   * time, or may fail, belongs into the looks: they run at the same time, each on a thread of its
   * own, and change nothing.
   */
  default List<Inspection> inspections(OperationContext context) {
    return List.of();
  }

  /**
   * What {@code ec2cluster agent} does for this engine again and again on this node, besides what
   * core does for role engines; nothing by default.
   */
  default List<Task> tasks(OperationContext context) {
    return List.of();
  }

  /**
   * Whether it uses {@link OperationContext#coordination}: core then supplies {@code coordination
   * create} too. Not by default.
   */
  default boolean coordinates() {
    return false;
  }

  /**
   * Whether its changes work on this node: core then runs one of them at a time for a node and a
   * cluster, and refuses a second one by naming the first. Not by default: others work on what all
   * nodes share, or keep themselves apart.
   */
  default boolean worksOnNode() {
    return false;
  }
}
