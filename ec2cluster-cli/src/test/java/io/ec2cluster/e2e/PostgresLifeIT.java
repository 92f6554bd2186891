package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.e2e.PostgresNodes.BackEnd;
import io.ec2cluster.e2e.PostgresNodes.Node;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * The life of the role after the first boot: a primary at node 11 and replicas at 12 and 13, real
 * servers, the shipped command, over the local back end. What each change cost is printed.
 */
@Timeout(300)
class PostgresLifeIT {
  private static final int REFUSED = 3;
  private static final int LATE = 4;
  private static final int NO = 10;
  private static final int DEGRADED = 10;
  private static final int CONTRADICTION = 12;
  private static final int KILLED = 137;

  private PostgresNodes nodes;
  private Node first;
  private Node second;
  private Node third;
  private List<Node> all;

  @BeforeEach
  void startCluster() throws IOException {
    nodes = new PostgresNodes(BackEnd.localWithRemote());
    first = nodes.node(11);
    second = nodes.node(12);
    third = nodes.node(13);
    all = List.of(first, second, third);
    nodes.init(first).expect(0);
    nodes.initAtOnce(List.of(second, third)).forEach(result -> result.expect(0));
    nodes.sql(first, SqlWriter.PREPARATION);
    nodes.assertReplicates(first, List.of(second, third));
  }

  @AfterEach
  void stopCluster() throws IOException {
    nodes.close();
  }

  @Test
  void replicaWithMoreDataIsPromotedAndTheOldPrimaryComesBack() throws IOException {
    try (Writers writers = new Writers(nodes, all)) {
      cutOff(third);
      nodes.sql(first, "CREATE TABLE late AS SELECT 1 AS x");
      nodes.awaitSql(second, "SELECT x FROM late", "1");
      nodes.kill(first);

      ToolResult behind = nodes.run(third, "promote").expect(REFUSED);
      assertThat(behind.output() + behind.errors()).contains("i-12");
      assertThat(nodes.run(second, "promote").expect(0).text("role")).isEqualTo("primary");

      writers.finish().assertOnePrimary().print("promote after kill -9", second);
    }
    assertPublished(second, 2);
    reconnect(third);
    nodes.run(third, "pool", "check").expect(0);
    nodes.assertReplicates(second, List.of(third));
    nodes.status(second).expect(0);
    nodes.status(third).expect(0);

    // The old primary has its data, and no role.
    nodes.run(first, "lease", "check", "--start").expect(NO);
    nodes.status(first).expect(DEGRADED);
    assertThat(nodes.server(first.data())).isEmpty();

    nodes.run(first, "rejoin").expect(0);

    assertHealthy(second, List.of(first, third));
    nodes.run(first, "lease", "check", "--start").expect(0);
  }

  @Test
  void replicaLeavesThePrimaryStaysAndOfTwoOperatorsOneWins() throws IOException {
    nodes.run(first, "leave").expect(REFUSED);
    assertThat(slots(first)).isEqualTo("2");

    ToolResult left = nodes.run(third, "leave", "--deadline", "1s").expect(0);

    assertThat(left.steps("done")).containsSubsequence("leave the replica pool", "stop postgres");
    assertThat(nodes.zone()).doesNotContain("127.0.0.13");
    assertThat(nodes.server(third.data())).isEmpty();
    assertThat(slots(first)).isEqualTo("1");
    nodes.status(first).expect(0);

    nodes.init(third).expect(0);
    nodes.assertReplicates(first, List.of(second, third));
    nodes.kill(first);
    List<ToolRun> operators =
        List.of(nodes.start(second, "promote"), nodes.start(third, "promote"));
    List<ToolResult> results = operators.stream().map(ToolRun::await).toList();

    assertThat(results)
        .as(results.toString())
        .extracting(ToolResult::exitCode)
        .containsExactlyInAnyOrder(0, REFUSED);
    boolean secondWon = results.get(0).exitCode() == 0;
    Node winner = secondWon ? second : third;
    Node loser = secondWon ? third : second;
    assertThat(results.get(secondWon ? 1 : 0).toString()).contains(winner.id());
    assertPublished(winner, 2);
    nodes.run(loser, "pool", "check").expect(0);
    nodes.assertReplicates(winner, List.of(loser));
    nodes.status(winner).expect(0);
    nodes.status(loser).expect(0);
  }

  @Test
  void handoverLosesNothingAndIsTakenBackIfNobodyComes() throws IOException {
    try (Writers writers = new Writers(nodes, all)) {
      nodes.run(first, "handover", "--to", second.id()).expect(0);

      writers.finish().assertOnePrimary().assertNothingLost(second);
      writers.print("handover that calls the candidate", second);
    }
    assertPublished(second, 2);
    nodes.run(third, "pool", "check").expect(0);
    assertHealthy(second, List.of(first, third));

    try (Writers writers = new Writers(nodes, all)) {
      nodes.run(third, "handover").expect(0);

      writers.finish().assertOnePrimary().assertNothingLost(third);
      writers.print("handover from the replica", third);
    }
    assertPublished(third, 3);
    nodes.run(first, "pool", "check").expect(0);
    assertHealthy(third, List.of(first, second));

    try (Writers writers = new Writers(nodes, all)) {
      ToolRun waits = nodes.start(first, "promote", "--await-offer", "60s");
      nodes.run(third, "handover", "--to", first.id(), "--candidate-waits").expect(0);
      waits.await().expect(0);

      writers.finish().assertOnePrimary().assertNothingLost(first);
      writers.print("handover to a waiting candidate", first);
    }
    assertPublished(first, 4);
    nodes.run(second, "pool", "check").expect(0);
    assertHealthy(first, List.of(second, third));

    try (Writers writers = new Writers(nodes, all)) {
      nodes
          .run(first, "handover", "--to", second.id(), "--candidate-waits", "--deadline", "3s")
          .expect(LATE);

      writers.finish().assertOnePrimary().assertNothingLost(first);
      writers.print("handover that nobody takes up", first);
    }
    assertHealthy(first, List.of(second, third));
  }

  @Test
  void frozenPrimaryIsOnlyReplacedByForceAndRepairedByRejoin() throws IOException {
    try (Writers writers = new Writers(nodes, all)) {
      nodes.freeze(first);
      ToolResult refused = nodes.run(second, "promote").expect(REFUSED);
      assertThat(refused.toString()).contains("i-11", "nothing proves", "--force");

      nodes.run(second, "promote", "--force").expect(0);
      assertPublished(second, 2);
      nodes.run(third, "pool", "check").expect(0);
      nodes.thaw(first);

      assertThat(nodes.primaryAddress()).contains(second.address());
      ToolResult status = nodes.status(first).expect(CONTRADICTION);
      assertThat(status.toString()).contains("i-11 runs as a primary", "rejoin");
      writers.finish().print("promote --force of a frozen primary's replica, then thawed", second);
    }
    nodes.sql(first, "CREATE TABLE diverged AS SELECT 1 AS x");

    nodes.run(first, "rejoin").expect(0);

    assertThat(nodes.sql(first, "SELECT count(*) FROM pg_tables WHERE tablename = 'diverged'"))
        .isEqualTo("0");
    assertHealthy(second, List.of(first, third));
  }

  @Test
  void promotionThatWasKilledIsEndedByTheNextRun(TestInfo test) throws IOException {
    long seed =
        Optional.ofNullable(Long.getLong("ec2cluster.test.seed")).orElseGet(new Random()::nextLong);
    System.out.println(test.getDisplayName() + ": -Dec2cluster.test.seed=" + seed);
    Random random = new Random(seed);
    Node primary = first;
    Node replica = second;
    for (int round = 1; round <= 3; round++) {
      nodes.kill(primary);
      Moment moment = random.nextBoolean() ? Moment.BEFORE : Moment.AFTER;
      int step = random.nextInt(8);
      String death = "seed " + seed + ", " + moment + " step " + step;

      ToolResult killed = nodes.killed(replica, moment, step, "promote");
      assertThat(killed.exitCode()).as(death + killed).isIn(KILLED, 0);
      ToolResult ended = nodes.run(replica, "promote");
      assertThat(ended.exitCode()).as(death + killed + ended).isZero();

      assertPublished(replica, 1 + round);
      nodes.run(third, "pool", "check").expect(0);
      nodes.run(primary, "rejoin").expect(0);
      assertHealthy(replica, List.of(primary, third));
      Node former = primary;
      primary = replica;
      replica = former;
    }
  }

  /** Its primary goes on without it. */
  private void cutOff(Node replica) {
    nodes.sql(replica, "ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=1'");
    nodes.sql(replica, "SELECT pg_reload_conf()");
    nodes.awaitSql(replica, "SELECT count(*) FROM pg_stat_wal_receiver", "0");
  }

  private void reconnect(Node replica) {
    nodes.sql(replica, "ALTER SYSTEM RESET primary_conninfo");
    nodes.sql(replica, "SELECT pg_reload_conf()");
  }

  private String slots(Node primary) {
    return nodes.sql(primary, "SELECT count(*) FROM pg_replication_slots");
  }

  /** In the record, by the name, and no longer in the pool. */
  private void assertPublished(Node primary, int epoch) throws IOException {
    assertThat(nodes.zone())
        .contains(
            "\"state=published\"", "\"owner=" + primary.id() + "\"", "\"epoch=" + epoch + "\"")
        .contains("primary.maindb.example.com. 60 IN A " + primary.address())
        .doesNotContain("replica.maindb.example.com. 60 IN A " + primary.address());
  }

  /** Replicates, all replicas are in the pool, and every node says so. */
  private void assertHealthy(Node primary, List<Node> replicas) throws IOException {
    nodes.assertReplicates(primary, replicas);
    for (Node replica : replicas) {
      assertThat(nodes.zone()).contains("replica.maindb.example.com. 60 IN A " + replica.address());
    }
    for (Node node : all) {
      nodes.status(node).expect(0);
    }
  }
}
