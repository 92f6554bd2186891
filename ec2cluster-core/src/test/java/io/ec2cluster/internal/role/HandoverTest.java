package io.ec2cluster.internal.role;

import static io.ec2cluster.internal.role.MemoryCluster.PRIMARY;
import static io.ec2cluster.internal.role.MemoryCluster.REPLICA;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.HandoverOptions;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaseReleaseOptions;
import io.ec2cluster.role.LeaveOptions;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code handover} through the facade, over a zone and engines in memory. */
class HandoverTest {
  private final MemoryCluster cluster;
  private final List<Report> promotions = new ArrayList<>();

  HandoverTest(@TempDir Path state) {
    cluster = MemoryCluster.running(state, 3);
  }

  @BeforeEach
  void allHaveTheSame() {
    for (int node = 1; node <= 3; node++) {
      cluster.engine(node).offset = 100;
    }
  }

  @Test
  void theCandidatePromotesAndTheOldPrimaryComesBackAsItsReplica() {
    promoteAfter(2, Duration.ofSeconds(3));

    Report report = handover(Optional.of("i-2"));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(report.role()).contains("replica");
    assertThat(promotions).extracting(Report::outcome).containsExactly(Outcome.DONE);
    assertThat(cluster.engine(1).acts)
        .containsExactly("stop", "demote", "start replica", "verify replica");
    assertThat(cluster.engine(1).running).contains(Role.REPLICA);
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.2");
    assertThat(cluster.targets(REPLICA)).contains("10.0.0.1");
    assertThat(cluster.lease()).contains("published, epoch 2", "i-2 at");
  }

  @Test
  void aCandidateThatWaitsAlreadyTakesTheOfferUp() {
    cluster.time.after(Duration.ofSeconds(1), () -> cluster.offer(1, "i-2", "1:100"));

    Report report = cluster.run(2, "promote", PromoteOptions.awaiting(Duration.ofMinutes(1)));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(report.steps())
        .extracting(Report.StepReport::name)
        .startsWith("wait for the offer", "reach the final position", "take the role");
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.2");
  }

  @Test
  void aCandidateThatLacksSomethingDoesNotTakeTheOfferUp() {
    cluster.offer(1, "i-2", "1:101");

    Report report = cluster.run(2, "promote", PromoteOptions.plain());

    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(report.message()).contains("to reach 1:101");
    assertThat(cluster.lease()).contains("handover, epoch 1", "i-1 at");
  }

  @Test
  void aCandidateToWhomNothingIsOfferedEndsInTime() {
    Report report = cluster.run(2, "promote", PromoteOptions.awaiting(Duration.ofSeconds(10)));

    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(report.message()).contains("in vain", "handover --to i-2");
  }

  @Test
  void aHandoverThatNobodyTakesUpIsTakenBack() {
    Report report = handover(Optional.of("i-2"));

    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(report.message()).contains("nobody took the role", "primary again");
    assertThat(cluster.engine(1).running).contains(Role.PRIMARY);
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.1");
    assertThat(cluster.lease()).contains("published", "i-1 at");
  }

  /** As one that has not found the new primary yet: what it has counts from elsewhere. */
  @Test
  void aCandidateOnAnotherTimelineIsRefusedAndNothingIsStopped() {
    cluster.engine(2).timeline = 2;
    cluster.engine(2).offset = 900;

    Report report = handover(Optional.of("i-2"));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("i-2", "does not follow this primary", "2/900", "1/100");
    assertThat(cluster.engine(1).acts).isEmpty();
    assertThat(cluster.lease()).contains("published, epoch 1", "i-1 at");
  }

  @Test
  void anEngineThatDoesNotAnswerIsRefusedAndLeftAlone() {
    cluster.engine(1).mute = true;

    Report report = handover(Optional.of("i-2"));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("does not answer", "'ec2cluster promote'");
    assertThat(cluster.engine(1).acts).isEmpty();
    assertThat(cluster.lease()).contains("published, epoch 1", "i-1 at");
  }

  @Test
  void anEngineThatDidNotStopInOrderIsRefusedAndStaysStopped() {
    cluster.engine(1).running = Optional.empty();
    cluster.engine(1).crashed = true;

    Report report = handover(Optional.of("i-2"));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message())
        .contains("did not stop in order", "'ec2cluster init'", "'ec2cluster promote'");
    assertThat(cluster.engine(1).acts).isEmpty();
    assertThat(cluster.lease()).contains("published, epoch 1", "i-1 at");
  }

  @Test
  void aCandidateThatDoesNotGetEverythingIsNotOfferedTheRole() {
    cluster.engine(1).offset = 500;

    Report report = handover(Optional.of("i-2"));

    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(report.message()).contains("i-2", "1/500");
    assertThat(cluster.engine(1).running).contains(Role.PRIMARY);
    assertThat(cluster.lease()).contains("published, epoch 1", "i-1 at");
  }

  @Test
  void theMostAdvancedReplicaIsChosenUnlessOneIsNamed() {
    cluster.engine(1).offset = 200;
    cluster.engine(3).offset = 200;
    promoteAfter(3, Duration.ofSeconds(3));

    Report report = handover(Optional.empty());

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.3");
  }

  @Test
  void aCandidateThatDoesNotAnswerIsRefusedBeforeAnythingStops() {
    cluster.engine(2).running = Optional.empty();

    Report report = handover(Optional.of("i-2"));

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("i-2 cannot take the role over", "NODE");
    assertThat(cluster.engine(1).acts).isEmpty();
  }

  @Test
  void aMarkedCandidateIsRefused() {
    cluster.marked.add("i-2");

    Report report = handover(Optional.of("i-2"));

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("no-promote");
  }

  @Test
  void somebodyOutsideThePoolIsRefused() {
    Report report = handover(Optional.of("i-9"));

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("i-9 is not in the replica pool", "i-2");
  }

  @Test
  void onAReplicaWithoutAWayToThePrimaryBothCommandsAreSaid() {
    Report report =
        cluster.run(
            2, "handover", new HandoverOptions(Optional.empty(), Duration.ofMinutes(1), false));

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message())
        .contains("ec2cluster handover --to i-2", "ec2cluster promote --await-offer 1m", "remote");
  }

  @Test
  void onTheCandidateAHandoverGoesOnWhereARunThatCalledThePrimaryDied() {
    HandoverOptions toMe = new HandoverOptions(Optional.of("i-2"), Duration.ofMinutes(1), false);
    cluster.offer(1, "i-2", "1:100");
    cluster.engine(2).beforePromote =
        () -> {
          throw new DeadlineException("not in time");
        };

    Report offered = cluster.run(2, "handover", toMe);
    assertThat(offered.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(cluster.lease()).contains("claimed, epoch 2", "i-2 at");
    cluster.engine(2).beforePromote = () -> {};
    Report promoting = cluster.run(2, "handover", toMe);
    Report promoted = cluster.run(2, "handover", toMe);

    assertThat(promoting.outcome()).as(promoting.message()).isEqualTo(Outcome.DONE);
    assertThat(promoted.message()).contains("already so");
    assertThat(cluster.lease()).contains("published, epoch 2", "i-2 at");
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.2");
  }

  @Test
  void aCandidateThatWaitsIsNotDisturbedByAnotherAndTheOtherWaitsForItAsLongAsItIsTold() {
    List<Duration> waited = new ArrayList<>();
    cluster.time.after(
        Duration.ofSeconds(1),
        () -> {
          long begun = cluster.time.nanos();
          promotions.add(
              cluster.run(2, "promote", PromoteOptions.awaiting(Duration.ofSeconds(30))));
          waited.add(Duration.ofNanos(cluster.time.nanos() - begun));
          promotions.add(cluster.run(2, "promote", PromoteOptions.plain()));
        });

    cluster.run(2, "promote", PromoteOptions.awaiting(Duration.ofMinutes(1)));

    assertThat(promotions)
        .extracting(Report::outcome)
        .containsExactly(Outcome.REFUSED, Outcome.REFUSED);
    assertThat(promotions.get(0).message()).contains("another operation", "'promote' in process");
    assertThat(waited.get(0)).isBetween(Duration.ofSeconds(30), Duration.ofMillis(30200));
  }

  @Test
  void aFailureAfterTheStopBringsThePrimaryBack() {
    cluster.beforeBatch =
        batch -> {
          if (batch.comment().contains("handover")) {
            throw new EnvironmentException("the zone fails");
          }
        };

    Report report = handover(Optional.of("i-2"));

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(cluster.engine(1).running).contains(Role.PRIMARY);
    assertThat(cluster.lease()).contains("published", "i-1 at");
  }

  @Test
  void aCandidateThatFailsToPromoteKeepsThePrimaryDownAndIsNamed() {
    cluster.engine(2).beforePromote =
        () -> {
          throw new DeadlineException("not in time");
        };
    promoteAfter(2, Duration.ofSeconds(3));

    Report report = handover(Optional.of("i-2"));

    // The engine there may have been promoted: starting this one would make two primaries.
    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(report.message()).contains("i-2");
    assertThat(cluster.engine(1).running).isEmpty();
    assertThat(cluster.lease()).contains("claimed, epoch 2", "i-2 at");

    cluster.engine(2).beforePromote = () -> {};
    assertThat(cluster.run(2, "promote", PromoteOptions.plain()).outcome()).isEqualTo(Outcome.DONE);
    Report again = handover(Optional.of("i-2"));
    assertThat(again.outcome()).as(again.message()).isEqualTo(Outcome.DONE);
    assertThat(cluster.engine(1).running).contains(Role.REPLICA);
  }

  @Test
  void anInitOfThePrimaryTakesItsOfferBack() {
    cluster.beforeBatch =
        batch -> {
          if (batch.comment().contains("claim by")) {
            throw new EnvironmentException("the zone fails");
          }
        };
    handover(Optional.of("i-2"));
    assertThat(cluster.lease()).contains("handover");
    cluster.beforeBatch = batch -> {};

    Report report = cluster.run(1, "init", InitOptions.defaults());

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(report.role()).contains("primary");
    assertThat(cluster.lease()).contains("published", "i-1 at");
  }

  @Test
  void anotherThanTheCandidateDoesNotTakeTheOfferWithoutProof() {
    cluster.beforeBatch =
        batch -> {
          if (batch.comment().contains("claim by")) {
            throw new EnvironmentException("the zone fails");
          }
        };
    handover(Optional.of("i-2"));
    cluster.beforeBatch = batch -> {};

    Report report = cluster.run(3, "promote", PromoteOptions.plain());

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("nothing proves that i-1");
  }

  @Test
  void whoeverTakesOverFromADeadCandidateNeedsEverythingToo() {
    cluster.offer(1, "i-2", "1:101");
    cluster.engine(2).offset = 101;
    cluster.engine(2).beforePromote =
        () -> {
          throw new DeadlineException("not in time");
        };
    cluster.run(2, "promote", PromoteOptions.plain());
    cluster.terminate(2);

    Report report = cluster.run(3, "promote", PromoteOptions.plain());

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(report.message()).contains("to reach 1:101");
    assertThat(cluster.lease()).contains("claimed, epoch 2", "i-2 at");
  }

  @Test
  void forcePromotesWhoLacksSomethingOfAHandoverThatNobodyElseCanTakeUp() {
    cluster.offer(1, "i-2", "1:101");
    cluster.terminate(1);
    cluster.terminate(2);

    Report report =
        cluster.run(
            3,
            "promote",
            new PromoteOptions(Optional.empty(), Optional.empty(), true, Optional.empty()));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(report.notes()).anyMatch(note -> note.contains("1:101"));
  }

  @Test
  void anEngineWhoseRoleIsLostWhileItIsTakenBackIsStopped() {
    cluster.beforeBatch =
        batch -> {
          if (batch.comment().contains("publish i-1")) {
            cluster.beforeBatch = other -> {};
            cluster.run(3, "lease release", new LeaseReleaseOptions(true));
          }
        };

    Report report = handover(Optional.of("i-2"));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.REFUSED);
    assertThat(cluster.engine(1).acts.indexOf("start primary"))
        .isLessThan(cluster.engine(1).acts.lastIndexOf("stop"));
  }

  @Test
  void aDryRunChangesNothing() {
    List<RecordSet> before = cluster.zone.contents();

    Report report =
        cluster.run(
            1,
            "handover",
            new HandoverOptions(Optional.of("i-2"), Duration.ofMinutes(1), false),
            true);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(report.steps())
        .extracting(Report.StepReport::name)
        .contains(
            "stop", "offer the role", "wait for the candidate", "take the role back", "demote");
    assertThat(cluster.zone.contents()).isEqualTo(before);
    assertThat(cluster.engine(1).acts).isEmpty();
  }

  @Test
  void whoRunsTheHandoverAgainAfterACrashDoesNotGetTheRoleBack() {
    cluster.engine(1).offset = 200;
    cluster.engine(3).offset = 200;
    promoteAfter(3, Duration.ofSeconds(3));
    cluster.engine(1).failingAct = Optional.of("start replica");

    Report report = handover(Optional.empty());

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);

    cluster.engine(1).failingAct = Optional.empty();
    Report again = handover(Optional.empty());
    assertThat(again.outcome()).as(again.message()).isEqualTo(Outcome.DONE);
    assertThat(cluster.engine(1).running).contains(Role.REPLICA);
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.3");

    // Closed: from now on it is this node's wish to become the primary again, which needs a way.
    assertThat(handover(Optional.empty()).message()).contains("no 'remote'");
  }

  @Test
  void whoRunsTheHandoverAgainWhileTheCandidatePromotesWaitsAndFollows() {
    cluster.offer(1, "i-2", "1:100");
    cluster.engine(2).beforePromote =
        () -> {
          throw new DeadlineException("the engine is slow");
        };
    cluster.run(2, "promote", PromoteOptions.plain());
    assertThat(cluster.lease()).contains("claimed, epoch 2", "i-2 at");
    cluster.engine(2).beforePromote = () -> {};
    promoteAfter(2, Duration.ofSeconds(3));

    Report again = handover(Optional.of("i-2"));

    assertThat(promotions).extracting(Report::outcome).containsExactly(Outcome.DONE);
    assertThat(again.outcome()).as(again.message()).isEqualTo(Outcome.DONE);
    assertThat(cluster.engine(1).running).contains(Role.REPLICA);
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.2");
  }

  @Test
  void aPrimaryThatLeavesHandsItsRoleOverAndStaysStopped() {
    promoteAfter(2, Duration.ofSeconds(3));

    Report report = cluster.run(1, "leave", new LeaveOptions(false, true, false, Optional.empty()));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.2");
    assertThat(cluster.targets(REPLICA)).containsExactly("10.0.0.3");
    assertThat(cluster.engine(1).running).isEmpty();
    assertThat(cluster.engine(1).acts).containsExactly("stop");
  }

  @Test
  void aPrimaryWhoseOfferNobodyTakesDoesNotLeave() {
    Report report = cluster.run(1, "leave", new LeaveOptions(false, true, false, Optional.empty()));

    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(cluster.engine(1).running).contains(Role.PRIMARY);
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.1");
  }

  private Report handover(Optional<String> to) {
    return cluster.run(1, "handover", new HandoverOptions(to, Duration.ofMinutes(1), false));
  }

  private void promoteAfter(int node, Duration delay) {
    cluster.time.after(
        delay, () -> promotions.add(cluster.run(node, "promote", PromoteOptions.plain())));
  }
}
