package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.postgres.TestCluster.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresInitIT {
  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void stopServers() {
    cluster.close();
  }

  @Test
  void firstNodeFoundsTheClusterAndTheNextStreamsFromIt() {
    Node first = cluster.node(11);
    Node second = cluster.node(12);

    Report founded = cluster.init(first);
    Report joined = cluster.init(second);

    assertThat(founded.outcome()).as(founded.toString()).isEqualTo(Outcome.DONE);
    assertThat(founded.role()).contains("primary");
    assertThat(joined.outcome()).as(joined.toString()).isEqualTo(Outcome.DONE);
    assertThat(joined.role()).contains("replica");
    cluster.sql(first, "CREATE TABLE t AS SELECT 7 AS x;");
    assertThat(cluster.sql(first, "SELECT application_name || ' ' || state FROM pg_stat_replication;"))
        .isEqualTo("i-12 streaming");
  }
}
