package io.ec2cluster.postgres;

import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.testing.contract.RolePolicyContract;
import java.time.Duration;

/** The policy of the documentation, with real servers. */
class PostgresPolicyIT extends RolePolicyContract {
  private TestCluster cluster = new TestCluster();

  @Override
  protected RoleEngine module() {
    return new PostgresEngine(Machine.current());
  }

  @Override
  protected Record node(int number) {
    return cluster.node(number, settings -> settings.nameTimeout(Duration.ZERO)).settings();
  }

  @Override
  protected void clear() {
    cluster.close();
    cluster = new TestCluster();
  }
}
