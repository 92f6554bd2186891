package io.ec2cluster.etcd.demo;

import io.ec2cluster.demo.DemoCluster;
import io.ec2cluster.demo.DemoNode;
import io.ec2cluster.demo.DemoPlay;
import io.ec2cluster.demo.DemoShow;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.OperationContext;
import java.util.Map;
import java.util.function.Function;

/** The demonstration: three real members, and one that replaces one of them. */
public final class EtcdDemo implements DemoPlay {
  private static final int NODES = 4;

  private final Machine machine;
  private final Map<String, String> environment;

  /**
   * On a machine.
   *
   * @param environment the environment variables, which may say where caches are
   */
  public EtcdDemo(Machine machine, Map<String, String> environment) {
    this.machine = machine;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String id() {
    return "etcd";
  }

  @Override
  public String summary() {
    return "three real etcd members on this machine become a cluster; one is killed and replaced";
  }

  @Override
  public int nodes() {
    return NODES;
  }

  @Override
  public Function<DemoCluster, DemoShow> prepare(OperationContext context, boolean fetch)
      throws InterruptedException {
    EtcdProgram program = EtcdProgram.find(context, machine, environment, fetch);
    return cluster -> new EtcdShow(context, cluster, program);
  }

  @Override
  public void stop(OperationContext context, DemoNode node) throws InterruptedException {
    new NodeService(node).kill(context.time());
  }
}
