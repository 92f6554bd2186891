package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.rds.standin.StandInInstance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is wrong is said before anything is touched, with what to do. More of it is in {@link
 * CreateClusterIT}: a master without backups, a snapshot that is not there, an id that is taken, a
 * mistyped cluster.
 */
class BadInputIT {
  private static final String SECTION =
      "{clusters: {cluster1: {%s master: {instance-id: m1, snapshot: nightly}, replicas: [{id: s1, instance-class: %s}]}}}";
  private static final StandInInstance MASTER = StandInInstance.standalone("m1", "db.t3.micro");

  @Test
  void fileThatIsMissingIsNamedWithTheOptionThatNamesIt(@TempDir Path folder) {
    String file = folder.resolve("rds_cluster_conf.json").toString();
    try (RdsStage stage = new RdsStage("{}")) {
      Report report =
          stage.run(
              "create-cluster", Map.of("cluster", List.of("cluster1"), "clusters", List.of(file)));

      assertThat(report.outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(report.message()).contains(file).contains("--clusters");
      assertThat(stage.rds().calls()).isEmpty();
    }
  }

  @Test
  void noClustersAtAllNamesThePlacesForThem() {
    try (RdsStage stage = new RdsStage("{}")) {
      Report report = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(report.message()).contains("no clusters").contains("--clusters");
    }
  }

  @Test
  void regionThatIsNoneIsNamed() {
    try (RdsStage stage = stage("region: 'eu west', ", "db.t3.micro")) {
      Report report = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(report.message())
          .contains("'eu west' in the cluster's 'region' is no AWS region")
          .contains("eu-west-1");
    }
  }

  @Test
  void otherRegionIsToldWhereTheMasterIsMissing() {
    try (RdsStage stage = stage("region: eu-central-1, ", "db.t3.micro")) {
      Report refused = stage.create("cluster1");
      Report restored =
          stage.run("create-cluster", Map.of("cluster", List.of("cluster1"), "restore", List.of()));

      assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(refused.message())
          .contains(
              "the master m1 of cluster 'cluster1' does not exist in this region and account");
      assertThat(restored.outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(restored.message()).contains("in this region and account");
    }
  }

  @Test
  void classThatIsNotOfferedIsToldForAReplica() {
    try (RdsStage stage = stage("", "db.x9.huge")) {
      stage.account().put(MASTER).notOffering("db.x9.huge");

      Report report = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(report.message())
          .contains("create the replica s1")
          .contains("DBInstanceClass=db.x9.huge, Engine=mysql")
          .contains("describe-orderable-db-instance-options");
      assertThat(stage.account().instances()).containsOnlyKeys("m1");
    }
  }

  @Test
  void classThatIsNotOfferedIsToldForAChange() {
    try (RdsStage stage = stage("", "db.x9.huge")) {
      stage
          .account()
          .put(MASTER)
          .put(StandInInstance.replica("s1", "m1", "db.t3.micro"))
          .notOffering("db.x9.huge");

      Report report = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(report.message()).contains("change the class of s1");
      assertThat(stage.account().find("s1").orElseThrow().instanceClass()).isEqualTo("db.t3.micro");
    }
  }

  private static RdsStage stage(String region, String replicaClass) {
    return new RdsStage(SECTION.formatted(region, replicaClass));
  }
}
