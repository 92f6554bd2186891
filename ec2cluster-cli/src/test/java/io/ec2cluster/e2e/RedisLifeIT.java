package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.e2e.RedisNodes.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Three nodes with real Redis servers, the shipped command on each, over the local back end. */
@Timeout(300)
class RedisLifeIT {
  private static final int REFUSED = 3;
  private static final int NO = 10;
  private static final int KILLED = 137;

  /** No run has more; a run that ends before its point was not killed. */
  private static final int STEPS = 10;

  private RedisNodes nodes;
  private List<Node> all;

  @BeforeEach
  void makeNodes() throws IOException {
    nodes = new RedisNodes();
    all = List.of(nodes.node(11), nodes.node(12), nodes.node(13));
  }

  @AfterEach
  void stopNodes() throws IOException {
    nodes.close();
  }

  @Test
  void nodesThatStartTogetherBecomeAClusterThatHandsOverAndSurvivesItsPrimary() throws IOException {
    List<ToolResult> results = nodes.initAtOnce(all);
    results.forEach(result -> result.expect(0));
    List<String> roles = results.stream().map(result -> result.text("role")).toList();
    assertThat(roles).containsExactlyInAnyOrder("primary", "replica", "replica");
    List<Node> replicas = new ArrayList<>(all);
    Node primary = replicas.remove(roles.indexOf("primary"));
    Node next = replicas.get(0);
    Node third = replicas.get(1);
    nodes.assertReplicates(primary, replicas);

    nodes.run(primary, "handover", "--to", next.id()).expect(0);
    nodes.run(third, "pool", "check").expect(0);
    nodes.assertReplicates(next, List.of(primary, third));
    for (Node node : all) {
      nodes.run(node, "status").expect(0);
    }

    nodes.await(next, "OK", "SAVE");
    nodes.kill(next);
    ToolResult promoted = nodes.run(third, "promote").expect(0);
    assertThat(promoted.text("role")).isEqualTo("primary");
    nodes.run(primary, "pool", "check").expect(0);
    nodes.run(next, "lease", "check", "--start").expect(NO);
    nodes.run(next, "rejoin", "--reclone").expect(0);
    nodes.assertReplicates(third, List.of(primary, next));

    nodes.run(third, "leave").expect(REFUSED);
    nodes.run(next, "leave", "--deadline", "0s").expect(0);
    assertThat(nodes.server(next)).isEmpty();
    nodes.run(primary, "leave", "--deadline", "0s", "--allow-empty").expect(0);
    nodes.run(third, "leave", "--last").expect(0);
    assertThat(nodes.zone()).contains("\"state=free\"").doesNotContain(" IN A ");
  }

  @Test
  void commandsThatWereKilledAreEndedByTheNextRun(TestInfo test) throws IOException {
    long seed =
        Optional.ofNullable(Long.getLong("ec2cluster.test.seed")).orElseGet(new Random()::nextLong);
    System.out.println(test.getDisplayName() + ": -Dec2cluster.test.seed=" + seed);
    Random random = new Random(seed);
    for (Node node : all) {
      killAndRun(node, random, seed, "init");
    }
    Node primary = all.get(0);
    Node replica = all.get(1);
    nodes.assertReplicates(primary, List.of(replica, all.get(2)));
    nodes.await(primary, "OK", "SAVE");

    nodes.kill(primary);
    killAndRun(replica, random, seed, "promote");
    nodes.run(all.get(2), "pool", "check").expect(0);
    killAndRun(primary, random, seed, "rejoin", "--reclone");

    nodes.assertReplicates(replica, List.of(primary, all.get(2)));
    assertThat(nodes.zone()).contains("primary.maindb.example.com. 60 IN A " + replica.address());
  }

  private void killAndRun(Node node, Random random, long seed, String... command) {
    Moment moment = random.nextBoolean() ? Moment.BEFORE : Moment.AFTER;
    int step = random.nextInt(STEPS);
    String death =
        "seed " + seed + ", " + String.join(" ", command) + " " + moment + " step " + step;
    ToolResult killed = nodes.killed(node, moment, step, command);
    assertThat(killed.exitCode()).as(death + killed).isIn(KILLED, 0);
    ToolResult ended = nodes.run(node, command);
    assertThat(ended.exitCode()).as(death + killed + ended).isZero();
  }
}
