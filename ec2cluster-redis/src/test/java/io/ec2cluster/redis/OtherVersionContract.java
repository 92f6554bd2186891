package io.ec2cluster.redis;

import static io.ec2cluster.redis.RedisTestCluster.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Report;
import io.ec2cluster.redis.RedisTestCluster.Node;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A life in short with the servers of another version than the distribution's. */
@Timeout(180)
abstract class OtherVersionContract {
  final RedisTestCluster cluster = new RedisTestCluster();

  private final Node first;
  private final Node second;
  private final Node newer;
  private final String expected;

  /**
   * A cluster of three.
   *
   * @param expected how the answer to INFO server, of the first two, says what they are
   */
  OtherVersionContract(String expected) {
    this.expected = expected;
    Path program = program();
    first = cluster.node(11, settings -> settings.program(program));
    second = cluster.node(12, settings -> settings.program(program));
    newer = newer(program);
  }

  /** The server's program. */
  abstract Path program();

  /** The third node, the server of which may be newer. */
  abstract Node newer(Path program);

  @BeforeEach
  void startCluster() {
    cluster.start(first, second, newer);
    cluster.assertReplicates(first, second, newer);
    assertThat(cluster.ask(first, "INFO", "server")).contains(expected);
    assertThat(cluster.ask(second, "INFO", "server")).contains(expected);
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void handoverLosesNothingBetweenThemNorToTheThirdOne() {
    List<Node> all = List.of(first, second, newer);
    try (KeyWriters writers = new KeyWriters(cluster, all)) {
      expect(cluster.handover(first, second), 0);

      writers.finish().assertOnePrimary().assertNothingLost(second);
    }
    cluster.assertReplicates(second, first, newer);
    try (KeyWriters writers = new KeyWriters(cluster, all)) {
      expect(cluster.handover(second, newer), 0);

      writers.finish().assertOnePrimary().assertNothingLost(newer);
    }
    assertThat(cluster.primaryAddress()).contains(newer.address());
  }

  @Test
  void promotionAfterADeathAndTheReturnOfTheDead() {
    cluster.kill(first);

    expect(cluster.promote(second), 0);
    expect(cluster.poolCheck(newer), 0);
    Report back = cluster.rejoin(first, false);

    expect(back, 0);
    cluster.assertReplicates(second, first, newer);
    assertThat(cluster.primaryAddress()).contains(second.address());
  }

  @Test
  void secondRunChangesNothing() {
    Report again = cluster.init(first);

    expect(again, 0);
    cluster.assertReplicates(first, second, newer);
    assertThat(cluster.ask(first, "INFO", "server")).contains(expected);
  }
}
