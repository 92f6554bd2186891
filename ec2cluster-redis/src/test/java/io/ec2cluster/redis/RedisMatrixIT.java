package io.ec2cluster.redis;

import static io.ec2cluster.redis.RedisTestCluster.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.redis.RedisTestCluster.Node;
import io.ec2cluster.role.LeaveOptions;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.testing.FakeOperationContext;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What operations do after each fault, while clients write: a primary at node 11 and replicas at 12
 * and 13, real servers. What each change cost is printed.
 */
@Timeout(180)
class RedisMatrixIT {
  private static final int REFUSED = 3;

  private final RedisTestCluster cluster = new RedisTestCluster();
  private final Node first = cluster.node(11);
  private final Node second = cluster.node(12);
  private final Node third = cluster.node(13);
  private final List<Node> all = List.of(first, second, third);

  /** What happens to a server. */
  enum Fault {
    KILLED,
    FROZEN,
    STOPPED;

    void hit(RedisTestCluster cluster, Node node) {
      switch (this) {
        case KILLED -> cluster.kill(node);
        case FROZEN -> cluster.freeze(node);
        case STOPPED -> cluster.stop(node);
      }
    }

    void repair(RedisTestCluster cluster, Node node) {
      if (this == FROZEN) {
        cluster.thaw(node);
      }
    }
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

  @ParameterizedTest
  @EnumSource(Fault.class)
  void promoteAfterAFaultOfThePrimaryAndRejoinOfIt(Fault fault) {
    try (KeyWriters writers = new KeyWriters(cluster, all)) {
      fault.hit(cluster, first);
      Report promoted = cluster.promote(second);
      if (fault == Fault.FROZEN) {
        expect(promoted, REFUSED);
        assertThat(promoted.message()).contains("i-11", "nothing proves", "--force");
        promoted = cluster.promoteByForce(second);
      } else if (promoted.outcome() == Outcome.REFUSED) {
        // The third one got the last of the primary's writes, or its last ping.
        assertThat(promoted.message()).contains("i-13");
        expect(cluster.promote(third), 0);
        expect(cluster.poolCheck(second), 0);
        cluster.assertReplicates(third, second);
        expect(cluster.handover(third, second), 0);
        promoted = cluster.promote(second);
      }
      expect(promoted, 0);
      if (promoted.notes().stream().anyMatch(note -> note.contains("what only i-13 has is lost"))) {
        // Frozen between its two replicas: the third one alone got the last write.
        expect(cluster.rejoin(third, true), 0);
      }
      expect(cluster.poolCheck(third), 0);
      writers.finish().print("promote, old primary " + fault, second);
      if (fault != Fault.FROZEN) {
        writers.assertOnePrimary();
      }
    }
    fault.repair(cluster, first);

    Report rejoined = cluster.rejoin(first, false);
    if (rejoined.outcome() == Outcome.REFUSED) {
      assertThat(rejoined.message()).contains("--reclone");
      expect(cluster.rejoin(first, true), 0);
      assertThat(first.data())
          .isDirectoryContaining(path -> path.toString().contains(".ec2cluster-old-"));
    } else {
      expect(rejoined, 0);
    }
    cluster.assertReplicates(second, first, third);
    assertThat(cluster.primaryAddress()).contains(second.address());
  }

  @Test
  void handoverLosesNothing() {
    try (KeyWriters writers = new KeyWriters(cluster, all)) {
      expect(cluster.handover(first, second), 0);
      writers.finish().assertOnePrimary().assertNothingLost(second);
      writers.print("handover", second);
    }
    expect(cluster.poolCheck(third), 0);
    try (KeyWriters writers = new KeyWriters(cluster, all)) {
      expect(cluster.handover(second, third), 0);
      writers.finish().assertOnePrimary().assertNothingLost(third);
      writers.print("handover again", third);
    }
    expect(cluster.poolCheck(first), 0);
    cluster.assertReplicates(third, first, second);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void handoverWhileTheOtherReplicaHasAFaultLosesNothing(Fault fault) {
    try (KeyWriters writers = new KeyWriters(cluster, all)) {
      fault.hit(cluster, third);

      expect(cluster.handover(first, second), 0);

      writers.finish().assertOnePrimary().assertNothingLost(second);
      writers.print("handover, another replica " + fault, second);
    }
    fault.repair(cluster, third);
    expect(cluster.init(third), 0);
    expect(cluster.poolCheck(third), 0);
    cluster.assertReplicates(second, first, third);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void handoverToACandidateWithAFaultLeavesThePrimaryAsItIs(Fault fault) {
    try (KeyWriters writers = new KeyWriters(cluster, all)) {
      fault.hit(cluster, second);

      Report report = cluster.handoverToNobody(first, second);

      assertThat(report.outcome()).isIn(Outcome.REFUSED, Outcome.NOT_REACHED);
      writers.finish().assertOnePrimary().assertNothingLost(first);
      writers.print("handover, candidate " + fault, first);
    }
    assertThat(cluster.info(first).role()).isEqualTo(Role.PRIMARY);
    assertThat(cluster.primaryAddress()).contains(first.address());
  }

  /** What is acknowledged after the position was read would be missed by whoever is promoted. */
  @Test
  void stopAcknowledgesNothingBeyondThePositionThatItWritesDown() {
    Server server = cluster.server(first, Files::isWritable);
    List<KeyWriter> writers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      writers.add(KeyWriter.restless("restless" + i, first.address(), cluster.port()));
    }
    writers.forEach(KeyWriter::awaitProgress);

    Report report =
        ((FakeOperationContext) server.context())
            .run(Plan.builder().steps(new StopSteps(server).steps()).build());

    expect(report, 0);
    writers.forEach(KeyWriter::close);
    StopRecord written = server.stopped().orElseThrow();
    RdbHeader saved = server.persistence().snapshot().orElseThrow();
    assertThat(saved.fields()).containsEntry("repl-id", written.replicationId());
    assertThat(Long.parseLong(saved.fields().getOrDefault("repl-offset", "-1")) - written.offset())
        .as("bytes of the replication stream behind the position: none, or a ping")
        .isBetween(0L, 14L);
  }

  @Test
  void handoverThatNobodyTakesUpIsTakenBack() {
    try (KeyWriters writers = new KeyWriters(cluster, all)) {
      Report report = expect(cluster.handoverToNobody(first, second), 4);

      assertThat(report.message()).contains("this node is the primary again");
      writers.finish().assertOnePrimary().assertNothingLost(first);
      writers.print("handover that nobody takes up", first);
    }
    cluster.assertReplicates(first, second, third);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void leaveOfAReplicaWhileAnotherHasAFault(Fault fault) {
    try (KeyWriters writers = new KeyWriters(cluster, all)) {
      fault.hit(cluster, second);

      Report kept = cluster.run(third, "leave", leave(false));

      expect(kept, REFUSED);
      assertThat(kept.message()).contains("no fit member");
      expect(cluster.run(third, "leave", leave(true)), 0);
      assertThat(cluster.isRunning(third)).isFalse();
      writers.finish().assertOnePrimary().assertNothingLost(first);
    }
    fault.repair(cluster, second);
    expect(cluster.init(second), 0);
    expect(cluster.init(third), 0);
    cluster.assertReplicates(first, second, third);
  }

  private static LeaveOptions leave(boolean allowEmpty) {
    return new LeaveOptions(false, false, allowEmpty, Optional.of(Duration.ZERO));
  }

  @Test
  void forcedPromotionOfAFrozenPrimarysReplicaIsRepairedByARecloneThatKeepsTheOldData() {
    cluster.freeze(first);
    expect(cluster.promoteByForce(second), 0);
    cluster.thaw(first);
    cluster.ask(first, "SET", "diverged", "1");
    cluster.ask(second, "SET", "new", "1");

    Report refused = expect(cluster.rejoin(first, false), REFUSED);
    assertThat(refused.message()).contains("--reclone", "up to");
    expect(cluster.rejoin(first, true), 0);

    cluster.await(first, "1", "GET", "new");
    assertThat(cluster.ask(first, "EXISTS", "diverged")).isEqualTo("0");
    assertThat(first.data())
        .isDirectoryContaining(path -> path.toString().contains("dump.rdb.ec2cluster-old-"));
  }
}
