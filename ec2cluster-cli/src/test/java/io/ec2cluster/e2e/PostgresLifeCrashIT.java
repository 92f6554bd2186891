package io.ec2cluster.e2e;

import io.ec2cluster.e2e.PostgresNodes.BackEnd;
import io.ec2cluster.e2e.PostgresNodes.Node;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The life of Postgres, and {@code pg_rewind} in it. */
class PostgresLifeCrashIT extends LifeCrashes<Node> {
  @Override
  Cluster<Node> newCluster() throws IOException {
    PostgresNodes nodes = new PostgresNodes(BackEnd.localWithRemote());
    return new Cluster<>(nodes, List.of(nodes.node(11), nodes.node(12), nodes.node(13)));
  }

  @Override
  Stream<DynamicTest> ownOperations() {
    return Stream.of(test("promote, and rejoin by rewind", this::promoteAndRejoinByRewind));
  }

  /** The old primary has rows that nobody else has. */
  private boolean promoteAndRejoinByRewind(
      LifeNodes<Node> all, Node primary, Node candidate, Node third) throws IOException {
    PostgresNodes nodes = (PostgresNodes) all;
    List<Node> replicas = List.of(candidate, third);
    for (Node replica : replicas) {
      nodes.sql(replica, "ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=1'");
      nodes.sql(replica, "SELECT pg_reload_conf()");
      nodes.awaitSql(replica, "SELECT count(*) FROM pg_stat_wal_receiver", "0");
    }
    nodes.sql(primary, "CREATE TABLE diverged AS SELECT 1 AS x");
    nodes.kill(primary);
    for (Node replica : replicas) {
      nodes.sql(replica, "ALTER SYSTEM RESET primary_conninfo");
      nodes.sql(replica, "SELECT pg_reload_conf()");
    }
    return promoteAndRejoin(nodes, primary, candidate, third, "rejoin");
  }
}
