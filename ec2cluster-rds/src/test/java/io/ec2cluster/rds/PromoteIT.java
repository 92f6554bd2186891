package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.rds.standin.RdsFault;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.testing.standin.Route53Action;
import io.ec2cluster.testing.standin.Route53Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code promote} over the strict stand-ins. */
class PromoteIT {
  private static final String SMALL = "db.t3.micro";
  private static final String NAME = "replica.c.example.com";
  private static final String SECTION =
      "{clusters: {c: {master: {instance-id: m1}, replicas: [{id: s1}, {id: s2}], pool: {name: %s}}}}"
          .formatted(NAME);

  @Test
  void replicaIsPromotedOutOfThePoolAndItsSiblingsAreNamed() {
    try (RdsStage stage = stage()) {
      List<List<String>> pools = new ArrayList<>();
      stage.time().after(Duration.ofMinutes(1), () -> pools.add(stage.pool(NAME)));

      Report report = promote(stage, "S1");

      assertThat(report.message()).startsWith("done");
      StandInInstance promoted = stage.account().find("s1").orElseThrow();
      assertThat(promoted.source()).isEmpty();
      assertThat(promoted.state()).isEqualTo("available");
      assertThat(pools).containsExactly(List.of("s2"));
      assertThat(stage.pool(NAME)).containsExactly("s2");
      assertThat(report.notes())
          .anyMatch(note -> note.startsWith("s2 stay replicas of m1"))
          .anyMatch(note -> note.startsWith("take s1 out of the replicas of cluster 'c'"));
    }
  }

  @Test
  void withoutYesNothingIsChangedAndThePlanIsShownAllTheSame() {
    try (RdsStage stage = stage()) {
      Report refused = stage.run("promote", Map.of("id", List.of("s1")));
      Report plan = stage.plan("promote", Map.of("id", List.of("s1")));

      assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(refused.message()).contains("--yes");
      assertThat(plan.outcome()).isEqualTo(Outcome.DONE);
      assertThat(plan.steps().stream().map(Report.StepReport::name))
          .containsExactly(
              "confirm the promotion",
              "take s1 out of the reader pool",
              "promote s1",
              "wait for s1",
              "leave the reader pool",
              "name what stays");
      assertThat(stage.rds().calls()).allMatch(call -> call.action().startsWith("Describe"));
      assertThat(stage.pool(NAME)).containsExactly("s1", "s2");
    }
  }

  @Test
  void promotedOneIsLeftAsItIs() {
    try (RdsStage stage = stage()) {
      promote(stage, "s1");

      Report again = stage.run("promote", Map.of("id", List.of("s1")));

      assertThat(again.outcome()).isEqualTo(Outcome.DONE);
      assertThat(again.message()).startsWith("already so");
      assertThat(again.notes()).anyMatch(note -> note.contains("has been promoted already"));
      assertThat(stage.rds().calls("PromoteReadReplica")).hasSize(1);
    }
  }

  @Test
  void lostAnswersAreTolerated() {
    for (RdsFault fault :
        List.of(
            RdsFault.LOST_ANSWER,
            RdsFault.LOST_REQUEST,
            RdsFault.SERVER_ERROR,
            RdsFault.THROTTLE)) {
      try (RdsStage stage = stage()) {
        stage.rds().next("PromoteReadReplica", List.of(fault, fault));
        stage
            .route53()
            .faults()
            .next(Route53Action.CHANGE_RECORD_SETS, Route53Fault.ANSWER_LOST_AFTER_COMMIT);

        Report report = promote(stage, "s1");

        assertThat(report.message()).as("%s", fault).startsWith("done");
        assertThat(stage.account().find("s1").orElseThrow().source()).isEmpty();
        assertThat(stage.pool(NAME)).containsExactly("s2");
      }
    }
  }

  @Test
  void runThatWasCutShortIsFinishedByTheNext() {
    for (int seconds : List.of(1, 30, 200, 355, 365)) {
      try (RdsStage stage = stage()) {
        Thread operator = Thread.currentThread();
        stage.time().after(Duration.ofSeconds(seconds), operator::interrupt);

        promote(stage, "s1");
        Thread.interrupted();
        Report report = promote(stage, "s1");

        assertThat(report.outcome()).as("%d: %s", seconds, report).isEqualTo(Outcome.DONE);
        assertThat(stage.account().find("s1").orElseThrow().source()).isEmpty();
        assertThat(stage.pool(NAME)).containsExactly("s2");
        assertThat(stage.rds().calls("PromoteReadReplica")).hasSizeLessThanOrEqualTo(30);
      }
    }
  }

  @Test
  void onlyReplicaLeavesThePoolOnceItIsPromotedAndThatIsTold() {
    try (RdsStage stage = stage()) {
      stage.account().remove("s2");
      List<List<String>> pools = new ArrayList<>();
      stage.time().after(Duration.ofMinutes(1), () -> pools.add(stage.pool(NAME)));

      Report report = promote(stage, "s1");

      assertThat(report.message()).startsWith("done");
      assertThat(pools).containsExactly(List.of("s1", "s2"));
      assertThat(stage.pool(NAME)).doesNotContain("s1");
      assertThat(report.notes())
          .anyMatch(note -> note.contains("s1 stays in the reader pool"))
          .anyMatch(note -> note.startsWith("no available replica is in the reader pool"));
    }
  }

  @Test
  void deadMasterIsNoObstacle() {
    try (RdsStage stage = stage()) {
      stage.account().remove("m1");

      Report report = promote(stage, "s1");

      assertThat(report.message()).startsWith("done");
      assertThat(stage.pool(NAME)).containsExactly("s2");
    }
  }

  @Test
  void whatIsNotOursIsRefused() {
    try (RdsStage stage = stage()) {
      stage
          .account()
          .put(StandInInstance.replica("theirs", "m1", SMALL))
          .put(StandInInstance.replica("s2", "another", SMALL))
          .put(StandInInstance.replica("left", "m1", SMALL).withTag("ec2cluster:cluster", "c"));

      assertThat(promote(stage, "theirs").outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(promote(stage, "s2").outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(promote(stage, "m1").outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(promote(stage, "nobody").outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(stage.rds().calls("PromoteReadReplica")).isEmpty();
      assertThat(promote(stage, "left").outcome()).isEqualTo(Outcome.DONE);
    }
  }

  @Test
  void replicaInTroubleIsToldWithItsEvents() {
    try (RdsStage stage = stage()) {
      stage.account().put(StandInInstance.replica("s1", "m1", SMALL).in("storage-full"));

      Report report = promote(stage, "s1");

      assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
      assertThat(report.message()).contains("The storage of s1 is damaged");
    }
  }

  private static Report promote(RdsStage stage, String id) {
    return stage.run("promote", Map.of("id", List.of(id), "yes", List.of()));
  }

  private static RdsStage stage() {
    RdsStage stage = new RdsStage(SECTION);
    stage.account().put(StandInInstance.standalone("m1", SMALL));
    for (String id : List.of("s1", "s2")) {
      stage.account().put(StandInInstance.replica(id, "m1", SMALL));
      stage
          .zone()
          .put(
              RecordSet.of(
                      DnsName.of(NAME),
                      RecordType.CNAME,
                      Duration.ofSeconds(60),
                      id + ".abc.eu-west-1.rds.amazonaws.com.")
                  .weighted(id, 10));
    }
    return stage;
  }
}
