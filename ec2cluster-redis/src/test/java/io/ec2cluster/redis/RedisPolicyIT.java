package io.ec2cluster.redis;

import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.testing.contract.RolePolicyContract;

/** The policy of the documentation, with real servers. */
class RedisPolicyIT extends RolePolicyContract {
  private RedisTestCluster cluster = new RedisTestCluster();

  @Override
  protected RoleEngine module() {
    return new RedisEngine(Machine.current());
  }

  @Override
  protected Record node(int number) {
    return cluster.node(number).settings();
  }

  @Override
  protected void clear() {
    cluster.close();
    cluster = new RedisTestCluster();
  }
}
