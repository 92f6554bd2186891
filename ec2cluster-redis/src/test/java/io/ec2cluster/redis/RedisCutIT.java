package io.ec2cluster.redis;

import static io.ec2cluster.redis.RedisTestCluster.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.redis.RedisTestCluster.Node;
import io.ec2cluster.role.LeaveOptions;
import io.ec2cluster.role.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What operations do while the primary, node 11, is cut off from everybody else but goes on, and
 * clients on its own node write to it; real servers. What each change cost is printed.
 */
@Timeout(180)
class RedisCutIT {
  private static final int REFUSED = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RedisTestCluster cluster = RedisTestCluster.behindLinks();
  private final Node first = node(11);
  private final Node second = node(12);
  private final Node third = node(13);
  private final List<Node> all = List.of(first, second, third);

  private Node node(int number) {
    return cluster.node(
        number,
        settings ->
            settings
                .replicasExpected(2)
                .minReplicasMaxLag(Duration.ofSeconds(2))
                .maxLag(Duration.ofSeconds(3)));
  }

  @BeforeEach
  void startCluster() {
    cluster.start(first, second, third);
    cluster.assertReplicates(first, second, third);
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void replicaIsPromotedByForceAloneAndThePrimaryStopsToAcknowledge() {
    try (KeyWriters writers = new KeyWriters(cluster, all)) {
      cluster.cut(first);
      Report refused = expect(cluster.promote(second), REFUSED);
      assertThat(refused.message()).contains("i-11", "nothing proves", "--force");
      assertThat(cluster.primaryAddress()).contains(first.address());
      awaitRefusal("NOREPLICAS");

      expect(cluster.promoteByForce(second), 0);

      expect(cluster.poolCheck(third), 0);
      writers.finish().print("promote by force, old primary CUT", second);
      writers.assertOnePrimary();
    }
    cluster.mend(first);
    Report kept = expect(cluster.rejoin(first, false), REFUSED);
    assertThat(kept.message()).contains("--reclone");
    expect(cluster.rejoin(first, true), 0);
    cluster.assertReplicates(second, first, third);
    assertThat(first.data())
        .isDirectoryContaining(path -> path.toString().contains(".ec2cluster-old-"));
  }

  @Test
  void handoverFromIsGivenUpAndNothingIsLost() {
    try (KeyWriters writers = new KeyWriters(cluster, List.of(first))) {
      cluster.cut(first);

      Report report = cluster.handoverToNobody(first, second);

      assertThat(report.outcome()).as(report.message()).isIn(Outcome.REFUSED, Outcome.NOT_REACHED);
      assertThat(cluster.info(first).role()).isEqualTo(Role.PRIMARY);
      assertThat(cluster.primaryAddress()).contains(first.address());
      cluster.mend(first);
      writers.finish().assertNothingLost(first).print("handover, primary CUT", first);
    }
    cluster.assertReplicates(first, second, third);
  }

  @Test
  void replicasLeaveThePoolUntilTheyHearOfItAgain() {
    cluster.cut(first);
    awaitUnfit(second);

    expect(cluster.poolCheck(second), 0);

    assertThat(pool()).doesNotContain(second.address());
    cluster.mend(first);
    awaitWritable();
    cluster.assertReplicates(first, second, third);
    expect(cluster.poolCheck(second), 0);
    assertThat(pool()).contains(second.address(), third.address());
  }

  @Test
  void replicaLeaves() {
    cluster.cut(first);

    LeaveOptions options = new LeaveOptions(false, false, true, Optional.of(Duration.ZERO));
    expect(cluster.run(third, "leave", options), 0);

    assertThat(cluster.isRunning(third)).isFalse();
    assertThat(pool()).contains(second.address()).doesNotContain(third.address());
    cluster.mend(first);
    expect(cluster.init(third), 0);
    awaitWritable();
    cluster.assertReplicates(first, second, third);
  }

  /** As soon as one of its replicas has answered again. */
  private void awaitWritable() {
    cluster.await(first, "OK", "SET", "mended", "1");
  }

  /** Until then it acknowledges what nobody else gets: min-replicas-max-lag. */
  private void awaitRefusal(String code) {
    long begun = System.nanoTime();
    while (!cluster.refusal(first, "SET", "alone", "1").contains(code)) {
      assertThat(System.nanoTime() - begun).isLessThan(PATIENCE.toNanos());
      RedisTestCluster.pause();
    }
  }

  private void awaitUnfit(Node node) {
    long begun = System.nanoTime();
    Server server = cluster.server(node, path -> true);
    while (new ServerProbe(server).unfitForReaders().isEmpty()) {
      assertThat(System.nanoTime() - begun).isLessThan(PATIENCE.toNanos());
      RedisTestCluster.pause();
    }
  }

  private List<String> pool() {
    return cluster
        .zone()
        .lines()
        .filter(line -> line.startsWith("replica.maindb.example.com. ") && line.contains(" IN A "))
        .map(line -> line.replaceFirst(".* IN A (\\S+).*", "$1"))
        .toList();
  }
}
