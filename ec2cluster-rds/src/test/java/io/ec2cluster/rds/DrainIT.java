package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.rds.standin.RdsFault;
import io.ec2cluster.rds.standin.RdsStandIn.Call;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.TestSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Draining over the strict stand-ins of RDS, CloudWatch and Route 53. */
class DrainIT {
  private static final String SMALL = "db.t3.micro";
  private static final String NAME = "replica.c.example.com";
  private static final String CONNECTIONS = "DatabaseConnections";
  private static final StandInInstance MASTER = StandInInstance.standalone("m1", SMALL);

  @Test
  void replicaIsDeletedOnceCloudWatchCountsNobody() {
    try (RdsStage stage = stage("drain: {}")) {
      stage.cloudWatch().always(CONNECTIONS, "s2", 3);
      stage.time().after(Duration.ofMinutes(4), () -> stage.cloudWatch().set(CONNECTIONS, "s2", 0));

      Report report = stage.create("c", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      Call deletion = stage.rds().calls("DeleteDBInstance").get(0);
      assertThat(deletion.at()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(7));
      assertThat(stage.node().progress())
          .anyMatch(line -> line.matches("drain s2: s2: 3 connections .* ago \\(by CloudWatch.*"));
      assertThat(report.notes()).anyMatch(note -> note.startsWith("s2: 0 connections "));
    }
  }

  @Test
  void numberOfTheTimeBeforeTheWaitProvesNothing() {
    try (RdsStage stage = stage("drain: {}, pool: {name: %s}".formatted(NAME))) {
      stage.cloudWatch().always(CONNECTIONS, "s2", 0);

      Report report = stage.create("c", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      // Forgotten after 90 s, then the first whole minute, which is known 90 s later.
      assertThat(stage.rds().calls("DeleteDBInstance").get(0).at())
          .isGreaterThanOrEqualTo(Duration.ofSeconds(210));
      assertThat(stage.node().progress()).anyMatch(line -> line.contains("before this wait began"));
    }
  }

  @Test
  void deadlineEndsTheWaitWithNothingDeletedAndAnotherRunGoesOn() {
    try (RdsStage stage = stage("drain: {deadline: 5m}, pool: {name: %s}".formatted(NAME))) {
      stage.cloudWatch().always(CONNECTIONS, "s2", 7);

      Report report = stage.create("c", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
      assertThat(report.message())
          .contains("5m were not enough (drain: deadline)")
          .contains("7 connections");
      assertThat(stage.account().deleted()).isEmpty();
      assertThat(stage.pool(NAME)).containsExactly("s1");
      assertThat(stage.time().elapsed()).isLessThan(Duration.ofMinutes(8));
      stage.cloudWatch().set(CONNECTIONS, "s2", 0);
      assertThat(stage.create("c", 1).outcome()).isEqualTo(Outcome.DONE);
      assertThat(stage.account().instances()).containsOnlyKeys("m1", "s1");
    }
  }

  @Test
  void missingNumbersAreNoZero() {
    try (RdsStage stage = stage("drain: {deadline: 5m}")) {
      Report report = stage.create("c", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
      assertThat(report.message()).contains("no number yet");
      assertThat(stage.account().deleted()).isEmpty();
    }
  }

  @Test
  void missingPermissionIsNamedAndNothingIsDeleted() {
    try (RdsStage stage = stage("drain: {}")) {
      stage.cloudWatch().deny();

      Report report = stage.create("c", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
      assertThat(report.message()).contains("cloudwatch:GetMetricData");
      assertThat(stage.account().deleted()).isEmpty();
    }
  }

  @Test
  void callsThatFailForAWhileAreRepeated() {
    try (RdsStage stage = stage("drain: {}")) {
      stage.cloudWatch().always(CONNECTIONS, "s2", 0);
      stage
          .cloudWatch()
          .next(List.of(RdsFault.THROTTLE, RdsFault.SERVER_ERROR, RdsFault.LOST_ANSWER));

      assertThat(stage.create("c", 1).outcome()).isEqualTo(Outcome.DONE);
    }
  }

  @Test
  void withoutDrainNobodyIsCounted() {
    try (RdsStage stage = stage("keep-at-least: 0")) {
      stage.create("c", 1);

      assertThat(stage.cloudWatch().calls()).isEmpty();
      assertThat(stage.rds().calls("DeleteDBInstance").get(0).at()).isZero();
    }
  }

  @Test
  void replicaInTroubleIsNotWaitedFor() {
    try (RdsStage stage = stage("drain: {}")) {
      stage.account().put(StandInInstance.replica("s2", "m1", SMALL).in("incompatible-network"));

      Report report = stage.create("c", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(report.notes()).anyMatch(note -> note.contains("nobody is waited for"));
    }
  }

  @Test
  void dryRunSaysWhoCounts(@TempDir Path folder) throws IOException {
    String account = "drain: {connections: {user: monitor, password: 'file:%s'}}";
    Path secret = Files.writeString(folder.resolve("password"), TestSecrets.MARK);
    try (RdsStage stage = stage(account.formatted(secret))) {
      stage.account().put(StandInInstance.replica("s2", "m1", SMALL).of("postgres").at("db", 5432));
      assertThat(drainStep(stage))
          .contains("by SQL as 'monitor' at db:5432")
          .contains("10m at most");
    }
    try (RdsStage stage = stage(account.formatted(secret))) {
      assertThat(drainStep(stage))
          .contains("by CloudWatch's DatabaseConnections")
          .contains("drain.connections is for PostgreSQL, this is mysql");
    }
  }

  @Test
  void serverThatSqlCannotReachIsAClearError(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("password"), TestSecrets.MARK);
    int nobody = LoopbackPorts.free();
    try (RdsStage stage =
        stage("drain: {connections: {user: monitor, password: 'file:%s'}}".formatted(secret))) {
      stage
          .account()
          .put(StandInInstance.replica("s2", "m1", SMALL).of("postgres").at("127.0.0.1", nobody));

      Report report = stage.create("c", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
      assertThat(report.message())
          .contains("cannot count the connections of s2 as 'monitor' at 127.0.0.1:" + nobody)
          .contains("s2 was not deleted")
          .doesNotContain(TestSecrets.MARK);
      assertThat(stage.account().deleted()).isEmpty();
      assertThat(stage.cloudWatch().calls()).isEmpty();
    }
  }

  private static String drainStep(RdsStage stage) {
    Report report =
        stage.plan("create-cluster", Map.of("cluster", List.of("c"), "max-replicas", List.of("1")));
    return report.steps().stream()
        .filter(step -> step.name().equals("drain s2"))
        .map(Report.StepReport::description)
        .findFirst()
        .orElse("");
  }

  private static RdsStage stage(String more) {
    RdsStage stage =
        new RdsStage(
            "{clusters: {c: {master: {instance-id: m1}, replicas: [{id: s1}, {id: s2}], %s}}}"
                .formatted(more));
    stage.account().put(MASTER);
    stage
        .account()
        .put(StandInInstance.replica("s1", "m1", SMALL))
        .put(StandInInstance.replica("s2", "m1", SMALL));
    return stage;
  }
}
