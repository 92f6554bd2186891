package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.JsonText;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.spi.Query;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code status} over the strict stand-in. */
class StatusIT {
  private static final String SECTION =
      "{clusters: {cluster2: {master: {instance-id: cluster2m01}, replicas: [{id: cluster2s01}, {id: cluster2s02, instance-class: db.r6g.large}]},"
          + " empty: {master: {instance-id: none}}}}";

  @Test
  void classicFormIsThePredecessors() {
    try (RdsStage stage = stage()) {
      Query.Answer answer =
          stage.status(Map.of("cluster", List.of("cluster2"), "classic", List.of()));

      assertThat(answer.text())
          .isEqualTo(
              """
              cluster2
                  master
                        cluster2m01     db.t1.micro     available
                   read replica
                        cluster2s01     db.t1.micro     available
              """);
      assertThat(answer.exitCode()).isZero();
    }
  }

  @Test
  void tableNamesEveryInstanceItsStateAndItsOwner() {
    try (RdsStage stage = stage()) {
      stage
          .account()
          .put(StandInInstance.replica("theirs", "cluster2m01", "db.t1.micro"))
          .put(
              StandInInstance.replica("old", "cluster2m01", "db.t1.micro")
                  .withTag("ec2cluster:cluster", "cluster2"));

      String text = stage.status(Map.of("cluster", List.of("cluster2"))).text();

      assertThat(text.lines().map(String::strip).toList())
          .anyMatch(line -> line.matches("cluster2s01 +replica +db.t1.micro +available .*listed"))
          .anyMatch(line -> line.matches("cluster2s02 +replica +\\(db.r6g.large\\) +not there .*"))
          .anyMatch(line -> line.matches("theirs .*not ours"))
          .anyMatch(line -> line.matches("old .*ours, not listed"));
    }
  }

  @Test
  void withoutANameAllClustersAreShownAndTheMissingMasterIsDegraded() {
    try (RdsStage stage = stage()) {
      Query.Answer answer = stage.status(Map.of());

      assertThat(answer.exitCode()).isEqualTo(10);
      assertThat(JsonText.of(answer.value()))
          .contains("\"name\" : \"cluster2\"", "\"name\" : \"empty\"", "\"exists\" : false");
      assertThat(stage.rds().calls()).hasSizeLessThanOrEqualTo(3);
    }
  }

  private static RdsStage stage() {
    RdsStage stage = new RdsStage(SECTION);
    stage
        .account()
        .put(StandInInstance.standalone("cluster2m01", "db.t1.micro"))
        .put(StandInInstance.replica("cluster2s01", "cluster2m01", "db.t1.micro"));
    return stage;
  }
}
