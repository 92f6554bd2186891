package io.ec2cluster.redis;

import static io.ec2cluster.redis.RedisTestCluster.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.redis.RedisTestCluster.Node;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Node 13 follows node 12, a replica, and not the primary, node 11: somebody told it to. */
@Timeout(120)
class ReplicaOfAReplicaIT {
  private final RedisTestCluster cluster = new RedisTestCluster();
  private final Node primary = cluster.node(11);
  private final Node replica = cluster.node(12);
  private final Node third = cluster.node(13);

  @BeforeEach
  void makeChain() {
    cluster.start(primary, replica, third);
    cluster.ask(third, "REPLICAOF", replica.address(), "" + cluster.port());
    cluster.assertReplicates(primary, replica, third);
    assertThat(cluster.info(primary).replicas()).hasSize(1);
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void isShown() {
    Server server = cluster.server(third, path -> true);

    assertThat(new ServerProbe(server).probe().description())
        .contains("replica of " + replica.address() + ":" + cluster.port());
  }

  @Test
  void initTurnsItToThePrimary() {
    expect(cluster.init(third), 0);

    assertFollows(third, primary);
    assertThat(cluster.info(primary).replicas()).hasSize(2);
  }

  @Test
  void poolCheckTurnsItToThePrimary() {
    expect(cluster.poolCheck(third), 0);

    assertFollows(third, primary);
    // An agent does that for as long as it lives, and says what was done.
    assertThat(cluster.poolCheck(third).steps())
        .filteredOn(step -> !step.name().equals("tell whether the engine runs"))
        .hasSizeGreaterThan(1)
        .allMatch(step -> step.outcome() == StepOutcome.ALREADY_SO);
  }

  @Test
  void promotionOfItTurnsTheWholeChain() {
    cluster.await(primary, "OK", "SAVE");
    cluster.kill(primary);

    expect(cluster.promote(third), 0);

    expect(cluster.poolCheck(replica), 0);
    assertFollows(replica, third);
    cluster.assertReplicates(third, replica);
    expect(cluster.rejoin(primary, true), 0);
    cluster.assertReplicates(third, primary, replica);
  }

  @Test
  void promotionOfTheReplicaBeforeItLeavesItWhereItIs() {
    cluster.kill(primary);

    expect(cluster.promote(replica), 0);

    expect(cluster.poolCheck(third), 0);
    assertFollows(third, replica);
    cluster.assertReplicates(replica, third);
  }

  @Test
  void handoverToItLosesNothing() {
    try (KeyWriters writers = new KeyWriters(cluster, List.of(primary, replica, third))) {
      expect(cluster.handover(primary, third), 0);

      writers.finish().assertOnePrimary().assertNothingLost(third);
      writers.print("handover to a replica of a replica", third);
    }
    expect(cluster.poolCheck(replica), 0);
    cluster.assertReplicates(third, primary, replica);
  }

  private void assertFollows(Node node, Node leader) {
    ServerInfo info = cluster.info(node);
    assertThat(info.get("master_host")).isEqualTo(leader.address());
    assertThat(info.isLinked()).isTrue();
  }
}
