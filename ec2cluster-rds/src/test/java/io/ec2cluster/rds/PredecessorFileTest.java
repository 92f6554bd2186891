package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.NamedSections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The predecessor's file, as its document has it. */
class PredecessorFileTest {
  private static final String DOCUMENTED =
      """
      {
          "cluster1": {                                    //cluster name(only used in the script)
              "master_node": {
                  "identifier": "qiitabase201305111613",   //name of db snapshot
                  "instance_id": "cluster1m01",
                  "instance_class": "db.t1.micro",
                  "multi_az": true,
                  "db_subnet_group_name" : "qiita"         //(optional) if you'd like to create in VPC
              },
              "replica_nodes": [
                  {
                      "id": "cluster1s01",
                      "instance_class": "db.t1.micro"
                  },
                  {
                      "id": "cluster1s02",
                      "instance_class": "db.t1.micro",
                      "port": 3307,
                      "availability_zone": "ap-northeast-1a",
                      "auto_minor_version_upgrade": false
                  }
              ]
          }
      }
      """;

  private static final Duration ONE = Duration.ofMinutes(1);

  private final Path folder;

  PredecessorFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void documentedFileIsRead() {
    Map<String, RdsClusterSettings> clusters = read(DOCUMENTED);

    assertThat(clusters).containsOnlyKeys("cluster1");
    RdsClusterSettings cluster = clusters.values().iterator().next();
    assertThat(cluster.master().instanceId()).isEqualTo("cluster1m01");
    assertThat(cluster.master().snapshot()).contains("qiitabase201305111613");
    assertThat(cluster.master().multiAz()).contains(true);
    assertThat(cluster.master().subnetGroup()).contains("qiita");
    assertThat(cluster.instanceIds()).containsExactly("cluster1m01", "cluster1s01", "cluster1s02");
    assertThat(cluster.replicas().get(1).port()).contains(3307);
    assertThat(cluster.replicas().get(1).zone()).contains("ap-northeast-1a");
    assertThat(cluster.replicas().get(1).autoMinorVersionUpgrade()).contains(false);
    assertThat(cluster.floor()).isEqualTo(1);
  }

  @Test
  void allProblemsAreToldAtOnceEachWithItsLine() {
    String wrong =
        """
        {
          "cluster1": {
            "master_node": {
              "instance_id": "cluster1--m01",
              "instance_class": "t1.micro",
              "multi_azz": true
            },
            "replica_nodes": [
              {"id": "s1"},
              {"id": "-s2", "instance_class": "db.small", "port": 80},
              {"id": "s1"}
            ]
          },
          "cluster2": {
            "master_node": {"instance_id": "m2"},
            "replica_nodes": [{"id": "s3"}, {"id": "S3"}]
          }
        }
        """;

    assertThatThrownBy(() -> read(wrong))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(ConfigurationProblem::origin, ConfigurationProblem::key)
                    .containsExactlyInAnyOrder(
                        tuple(4, "cluster1.master.instance-id"),
                        tuple(5, "cluster1.master.instance-class"),
                        tuple(6, "cluster1.master.multi_azz"),
                        tuple(10, "cluster1.replicas[1].id"),
                        tuple(10, "cluster1.replicas[1].instance-class"),
                        tuple(10, "cluster1.replicas[1].port"),
                        tuple(16, "cluster2.replicas")))
        .hasMessageContaining("did you mean 'multi-az'")
        .hasMessageContaining("found the instance id 's3' twice");
  }

  @Test
  void moreReplicasThanAnyEngineAllowsAreRefused() {
    StringBuilder replicas = new StringBuilder("{\"id\": \"s0\"}");
    for (int i = 1; i <= 15; i++) {
      replicas.append(", {\"id\": \"s").append(i).append("\"}");
    }

    assertThatThrownBy(
            () ->
                read(
                    "{\"c\": {\"master_node\": {\"instance_id\": \"m\"}, \"replica_nodes\": [%s]}}"
                        .formatted(replicas)))
        .hasMessageContaining("found 16 replicas, expected 15 at most");
  }

  @Test
  void instanceOfTwoClustersIsRefused() throws IOException {
    Path file = folder.resolve("clusters.yaml");
    Files.writeString(
        file,
        """
        a: {master: {instance-id: m1}, replicas: [{id: s1}]}
        b: {master: {instance-id: m2}, replicas: [{id: s1}]}
        """);
    RdsSettings settings = new RdsSettings(Optional.of(file), new WaitSettings(ONE, ONE), Map.of());

    assertThatThrownBy(() -> ConfiguredClusters.of(settings, Optional.empty()))
        .hasMessageContaining("'s1' in 'a' and 'b'");
  }

  @Test
  void missingFileIsNamedWithTheOptionThatNamesIt() {
    RdsSettings settings = new RdsSettings(Optional.empty(), new WaitSettings(ONE, ONE), Map.of());

    assertThatThrownBy(
            () -> ConfiguredClusters.of(settings, Optional.of(folder.resolve("none.json"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--clusters")
        .hasMessageContaining("it does not exist");
  }

  private static Tuple tuple(int line, String key) {
    return Assertions.tuple("clusters.json:" + line, key);
  }

  private static Map<String, RdsClusterSettings> read(String text) {
    return NamedSections.parse("clusters.json", text, RdsClusterSettings.class);
  }
}
