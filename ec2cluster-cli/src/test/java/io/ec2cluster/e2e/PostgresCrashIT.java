package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.e2e.PostgresNodes.BackEnd;
import io.ec2cluster.e2e.PostgresNodes.Node;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * A primary and a replica whose {@code init} is killed at points chosen by a seed, each several
 * times, and run again. The seed is printed; the system property {@code ec2cluster.test.seed}
 * replays it.
 */
@Timeout(300)
class PostgresCrashIT {
  private static final int KILLED = 137;
  private static final int DEATHS = 2;

  /** No run has more; a run that ends before its point was not killed. */
  private static final int STEPS = 13;

  @RepeatedTest(2)
  void nodesThatWereKilledBecomeAHealthyClusterOnTheNextRun(TestInfo test) throws IOException {
    long seed =
        Optional.ofNullable(Long.getLong("ec2cluster.test.seed")).orElseGet(new Random()::nextLong);
    System.out.println(test.getDisplayName() + ": -Dec2cluster.test.seed=" + seed);
    Random random = new Random(seed);
    try (PostgresNodes nodes = new PostgresNodes(BackEnd.local())) {
      Node primary = nodes.node(11);
      Node replica = nodes.node(12);

      String primaryDeaths = killAndInit(nodes, primary, random);
      String replicaDeaths = killAndInit(nodes, replica, random);

      String deaths = "seed " + seed + ", deaths" + primaryDeaths + " and" + replicaDeaths;
      assertThat(nodes.zone())
          .as(deaths)
          .contains("\"state=published\"", "\"owner=i-11\"")
          .contains("primary.maindb.example.com. 60 IN A 127.0.0.11")
          .contains("replica.maindb.example.com. 60 IN A 127.0.0.12");
      nodes.assertReplicates(primary, List.of(replica));
      nodes.status(primary).expect(0);
      nodes.status(replica).expect(0);
    }
  }

  private static String killAndInit(PostgresNodes nodes, Node node, Random random) {
    StringBuilder deaths = new StringBuilder();
    for (int death = 0; death < DEATHS; death++) {
      Moment moment = random.nextBoolean() ? Moment.BEFORE : Moment.AFTER;
      int step = random.nextInt(STEPS);
      ToolResult result = nodes.killedInit(node, moment, step);
      deaths.append(" %s step %d of %s (%d)".formatted(moment, step, node.id(), result.exitCode()));
      assertThat(result.exitCode()).as(deaths + ": " + result).isIn(KILLED, 0);
    }
    ToolResult last = nodes.init(node);
    assertThat(last.exitCode()).as(deaths + ": " + last).isZero();
    return deaths.toString();
  }
}
