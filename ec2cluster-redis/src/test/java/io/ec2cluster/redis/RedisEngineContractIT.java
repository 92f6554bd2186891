package io.ec2cluster.redis;

import static io.ec2cluster.redis.RedisTestCluster.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Time;
import io.ec2cluster.host.Machine;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleNames;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.contract.RoleEngineContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A real server at 127.0.0.12, and another one that it can be the replica of. */
class RedisEngineContractIT extends RoleEngineContract {
  private final RedisTestCluster cluster = new RedisTestCluster();
  private final RedisTestCluster.Node other = cluster.node(11);
  private final RedisTestCluster.Node node = cluster.node(12);

  RedisEngineContractIT() {
    expect(cluster.init(other), 0);
    assertThat(node.folder().toFile().mkdirs()).isTrue();
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Override
  protected RoleEngine module() {
    return new RedisEngine(Machine.current());
  }

  @Override
  protected String section() {
    return "{data-directory: /var/lib/redis, port: 6380, replicas-expected: 2, max-lag: 10s,"
        + " password-file: /etc/redis.password, settings: {maxmemory: 1gb}}";
  }

  @Override
  protected FakeOperationContext context() {
    return FakeOperationContext.builder()
        .metadata(Map.of("instance-id", node.id(), "local-ipv4", node.address()))
        .section(node.settings())
        .realCommands()
        .time(Time.system())
        .stateDirectory(cluster.folder().resolve("state"))
        .build();
  }

  @Override
  protected Assignment assignment(Role role) {
    RoleNames names = context().names();
    PrimaryLocation primary =
        new PrimaryLocation(
            other.id(), other.address(), cluster.port(), Optional.empty(), Optional.empty());
    return new Assignment(role, 1, role == Role.PRIMARY, names, primary);
  }

  @Override
  protected Path kept() {
    return node.folder();
  }

  /** The log, the process, and the copy of the primary's data that a server receives. */
  @Override
  protected boolean isVolatile(String file) {
    return file.endsWith("data.log") || file.endsWith(".pid") || file.endsWith(".rdb");
  }

  /** A server takes seconds to be started, stopped and started again: all with {@code -Pfull}. */
  @Override
  protected int disturbances() {
    return Boolean.getBoolean("ec2cluster.test.full") ? Integer.MAX_VALUE : 4;
  }

  @Override
  protected List<String> secrets() {
    return List.of(RedisTestCluster.PASSWORD);
  }
}
