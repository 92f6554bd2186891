package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.local.LocalCloud;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.contract.RoleEngineContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A node with a real server, and a real primary beside it for the roles that need one. */
class PostgresContractIT extends RoleEngineContract {
  private final TestCluster cluster = new TestCluster();
  private final Path kept = cluster.ownedFolder("node1");
  private final Node node = cluster.node(1);
  private int nodes = 2;
  private Node other = cluster.node(nodes);
  private boolean otherRuns;

  @AfterEach
  void endTheCluster() {
    cluster.close();
  }

  @Override
  protected RoleEngine module() {
    return new PostgresEngine();
  }

  @Override
  protected String section() {
    return "{port: 5433, settings: {shared_buffers: 16MB}, name-timeout: 10s}";
  }

  @Override
  protected Map<String, String> refusedSections() {
    return Map.of(
        "{port: 0}", "port",
        "{start-timeout: 0s}", "start-timeout",
        "{settings: {port: 1}}", "settings",
        "{replication-from: [everywhere!]}", "replication-from",
        "{dat-directory: /a}", "dat-directory");
  }

  @Override
  protected FakeOperationContext context() {
    return FakeOperationContext.builder()
        .cloud(
            LocalCloud.at(cluster.folder().resolve("cloud"))
                .zone(DnsName.of("example.com"))
                .metadata(
                    () ->
                        InstanceMetadata.of(
                            Map.of("instance-id", node.id(), "local-ipv4", node.address())))
                .build())
        .section(node.settings())
        .realCommands()
        .time(Time.system())
        .stateDirectory(cluster.folder().resolve("state"))
        .build();
  }

  /** The other node's server is started when a role first needs it, and then stays. */
  @Override
  protected Assignment assignment(Role role) {
    if (role == Role.PRIMARY) {
      return TestCluster.founder(node).get();
    }
    if (!otherRuns) {
      Report report = cluster.init(other);
      assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
      otherRuns = true;
    }
    return TestCluster.replicaOf(other, Optional.empty()).get();
  }

  /** A new node becomes a replica of this one, and the primary once this one has stopped. */
  @Override
  protected void resign() {
    nodes++;
    other = cluster.node(nodes);
    done(cluster.become(other, Role.REPLICA, TestCluster.replicaOf(node, Optional.empty())));
    cluster.stop(node, "fast");
    done(cluster.run(cluster.engine(other).promote(TestCluster.promoted(other, List.of()))));
    otherRuns = true;
  }

  private static void done(RunResult result) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.DONE);
  }

  @Override
  protected Path kept() {
    return kept;
  }

  /** A server writes its data directory whenever it likes. */
  @Override
  protected boolean isVolatile(String file) {
    return !file.equals("data");
  }

  /** Every data set made anew is another one. */
  @Override
  protected Object reached() {
    Probe probe = module().node(context()).probe();
    return List.of(probe.running(), probe.role(), module().node(context()).data().madeFor());
  }

  /** A server takes seconds to be made, stopped and made again: all of them with {@code -Pfull}. */
  @Override
  protected int disturbances() {
    return Boolean.getBoolean("ec2cluster.test.full") ? Integer.MAX_VALUE : 2;
  }
}
