package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.JsonText;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.spi.Query;
import io.ec2cluster.testing.standin.Route53Action;
import java.time.Duration;
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

  @Test
  void lagAndPoolOfAllReplicasTakeOneRequestEach() {
    try (RdsStage stage = pooled()) {
      stage.cloudWatch().always("ReplicaLag", "s1", 12).always("ReplicaLag", "s2", -1);
      stage.zone().put(member("s1", "s1.abc.eu-west-1.rds.amazonaws.com."));
      stage.zone().put(member("s2", "old.example.com."));
      stage.zone().put(member("theirs", "theirs.example.com."));

      Query.Answer answer = stage.status(Map.of());

      assertThat(answer.exitCode()).isZero();
      assertThat(answer.text().lines().map(String::strip).toList())
          .anyMatch(line -> line.matches("s1 +replica .* 12s +in +s1.abc.* listed"))
          .anyMatch(line -> line.matches("s2 +replica .* stopped +outdated +s2.abc.* listed"))
          .anyMatch(line -> line.matches("s3 +replica .* - +out +s3.abc.* listed"))
          .anyMatch(line -> line.matches("m1 +master .* - +- +m1.abc.* listed"))
          .anyMatch(line -> line.startsWith("note: the pool r.example.com holds 'theirs'"));
      assertThat(JsonText.of(answer.value()))
          .contains("\"pool\" : \"r.example.com\"", "\"lagSeconds\" : 12", "\"inPool\" : \"");
      assertThat(stage.cloudWatch().calls()).hasSize(1);
      assertThat(stage.route53().requests()).isEqualTo(1);
    }
  }

  @Test
  void statusWithoutPermissionsSaysWhatIsMissing() {
    try (RdsStage stage = pooled()) {
      stage.cloudWatch().deny();
      stage.route53().faults().deny(Route53Action.LIST_RECORD_SETS);

      Query.Answer answer = stage.status(Map.of());

      assertThat(answer.exitCode()).isZero();
      assertThat(answer.text())
          .contains("s3", "note: lag: cannot read ReplicaLag", "cloudwatch:GetMetricData")
          .contains("note: pool: cannot list", "route53:ListResourceRecordSets");
    }
  }

  @Test
  void classicFormAsksRdsAlone() {
    try (RdsStage stage = pooled()) {
      stage.status(Map.of("classic", List.of()));

      assertThat(stage.cloudWatch().calls()).isEmpty();
      assertThat(stage.route53().requests()).isZero();
    }
  }

  private static RecordSet member(String id, String target) {
    return RecordSet.of(
            DnsName.of("r.example.com"), RecordType.CNAME, Duration.ofSeconds(60), target)
        .weighted(id, 10);
  }

  private static RdsStage pooled() {
    RdsStage stage =
        new RdsStage(
            "{clusters: {c: {master: {instance-id: m1}, replicas: [{id: s1}, {id: s2}, {id: s3}], pool: {name: r.example.com}}}}");
    stage.account().put(StandInInstance.standalone("m1", "db.t1.micro"));
    for (String id : List.of("s1", "s2", "s3")) {
      stage.account().put(StandInInstance.replica(id, "m1", "db.t1.micro"));
    }
    return stage;
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
