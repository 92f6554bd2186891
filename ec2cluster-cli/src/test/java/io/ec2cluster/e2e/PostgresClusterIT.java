package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.e2e.PostgresNodes.BackEnd;
import io.ec2cluster.e2e.PostgresNodes.Node;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Three nodes with real Postgres servers, the shipped command on each, over both back ends. */
@Timeout(300)
class PostgresClusterIT {
  @Test
  void nodesThatStartTogetherBecomeAClusterAndASecondRunChangesNothing() throws IOException {
    try (PostgresNodes nodes = new PostgresNodes(BackEnd.local())) {
      List<Node> all = List.of(nodes.node(11), nodes.node(12), nodes.node(13));

      Cluster cluster = Cluster.of(all, nodes.initAtOnce(all));

      nodes.assertReplicates(cluster.primary(), cluster.replicas());
      String zone = nodes.zone();
      List<Optional<ProcessHandle>> servers = servers(nodes, all);
      for (Node node : all) {
        ToolResult again = nodes.init(node).expect(0);
        assertThat(again.steps("done")).doesNotContain("start postgres", "copy the data");
        nodes.status(node).expect(0);
      }
      assertThat(servers(nodes, all)).isEqualTo(servers).doesNotContain(Optional.empty());
      assertThat(nodes.zone()).isEqualTo(zone);
    }
  }

  @Test
  void primaryThatComesBackWithAnotherAddressUpdatesTheRecordAndTheName() throws IOException {
    try (PostgresNodes nodes = new PostgresNodes(BackEnd.local())) {
      Node primary = nodes.node(11);
      nodes.init(primary).expect(0);
      nodes.sql(primary, "CREATE TABLE kept AS SELECT 7 AS x");
      nodes.stop(primary.data(), "INT");

      Node moved = nodes.moved(primary, 21);
      assertThat(nodes.init(moved).expect(0).text("role")).isEqualTo("primary");

      assertThat(nodes.sql(moved, "SELECT x FROM kept")).isEqualTo("7");
      assertThat(nodes.sql(moved, "SHOW listen_addresses")).contains("127.0.0.21");
      assertThat(nodes.zone())
          .contains("primary.maindb.example.com. 60 IN A 127.0.0.21")
          .contains("\"address=127.0.0.21\"")
          .doesNotContain("127.0.0.11");
    }
  }

  @Test
  @ExtendWith(MotoExtension.class)
  void nodesThatStartTogetherBecomeAClusterOverAws(MotoServer moto) throws IOException {
    try (AwsStage aws = new AwsStage(moto);
        PostgresNodes nodes = new PostgresNodes(BackEnd.aws(aws))) {
      List<Node> all = new ArrayList<>();
      for (String id : aws.runInstances(3)) {
        all.add(nodes.node(11 + all.size(), id, AwsStage.metadata()));
      }

      Cluster cluster = Cluster.of(all, nodes.initAtOnce(all));

      nodes.assertReplicates(cluster.primary(), cluster.replicas());
      for (Node node : all) {
        nodes.status(node).expect(0);
      }
      assertThat(aws.zone().contents(DnsName.of("maindb.example.com")))
          .filteredOn(set -> set.type() == RecordType.A)
          .extracting(RecordSet::target)
          .containsExactlyInAnyOrderElementsOf(
              all.stream().map(node -> Optional.of(node.address())).toList());
    }
  }

  @Test
  @ExtendWith(MotoExtension.class)
  void firstInitCostsThreeRequestsAndThatOfAReplicaTwo(MotoServer moto) throws IOException {
    try (AwsStage aws = new AwsStage(moto);
        PostgresNodes nodes = new PostgresNodes(BackEnd.aws(aws))) {
      List<String> ids = aws.runInstances(2);
      Node primary = nodes.node(11, ids.get(0), AwsStage.metadata());
      Node replica = nodes.node(12, ids.get(1), AwsStage.metadata());

      nodes.init(primary).expect(0);
      int first = aws.route53().requests();
      nodes.init(replica).expect(0);
      int second = aws.route53().requests() - first;

      assertThat(first).isEqualTo(3);
      assertThat(second).isEqualTo(2);
      nodes.assertReplicates(primary, List.of(replica));
    }
  }

  private static List<Optional<ProcessHandle>> servers(PostgresNodes nodes, List<Node> all) {
    return all.stream().map(node -> nodes.server(node.data())).toList();
  }

  /** Who became what. */
  private record Cluster(Node primary, List<Node> replicas) {
    static Cluster of(List<Node> nodes, List<ToolResult> results) {
      results.forEach(result -> result.expect(0));
      List<String> roles = results.stream().map(result -> result.text("role")).toList();
      assertThat(roles).containsExactlyInAnyOrder("primary", "replica", "replica");
      List<Node> replicas = new ArrayList<>(nodes);
      return new Cluster(replicas.remove(roles.indexOf("primary")), replicas);
    }
  }
}
