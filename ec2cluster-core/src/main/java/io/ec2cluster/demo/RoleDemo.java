package io.ec2cluster.demo;

import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Service;
import java.util.function.Function;

/**
 * The demonstration of an engine with one primary: three nodes run {@code init} at the same time,
 * and rows written on the primary are read on both replicas.
 */
public final class RoleDemo implements DemoPlay {
  private static final int NODES = 3;

  private final DemoEngine engine;

  private RoleDemo(DemoEngine engine) {
    this.engine = engine;
  }

  /** The operation that the engine's module contributes. */
  public static Service<DemoOptions> operation(DemoEngine engine) {
    return Demonstration.operation(new RoleDemo(engine));
  }

  @Override
  public String id() {
    return engine.id();
  }

  @Override
  public String summary() {
    return engine.summary();
  }

  @Override
  public int nodes() {
    return NODES;
  }

  @Override
  public Function<DemoCluster, DemoShow> prepare(OperationContext context, boolean fetch)
      throws InterruptedException {
    DemoServers servers = engine.prepare(context, fetch);
    return cluster -> new RoleShow(context, cluster, servers);
  }

  @Override
  public void stop(OperationContext context, DemoNode node) throws InterruptedException {
    engine.stop(context, node);
  }
}
