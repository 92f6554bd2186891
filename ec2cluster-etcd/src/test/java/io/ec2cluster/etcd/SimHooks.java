package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.group.LifecycleHooks;
import java.time.Duration;
import java.util.List;

/** The hook of a node that leaves: once it is completed the instance is no more. */
final class SimHooks implements LifecycleHooks {
  private final SimWorld world;
  private final SimNode node;

  SimHooks(SimWorld world, SimNode node) {
    this.world = world;
    this.node = node;
  }

  @Override
  public List<Hook> find(Transition transition) {
    fail();
    return List.of(new Hook("departure", Duration.ofMinutes(5)));
  }

  /** An answer that is lost does not undo it. */
  @Override
  public void complete(Hook hook) {
    fail();
    world.departed(node);
    fail();
  }

  @Override
  public void prolong(Hook hook) {
    fail();
  }

  private void fail() {
    if (world.fails(100)) {
      throw new EnvironmentException("Auto Scaling does not answer");
    }
  }
}
