package io.ec2cluster.internal.role;

import static io.ec2cluster.internal.role.MemoryCluster.PRIMARY;
import static io.ec2cluster.internal.role.MemoryCluster.REPLICA;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.run.NodeLock;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaseRefoundOptions;
import io.ec2cluster.role.LeaseReleaseOptions;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.PoolCheckOptions;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.RejoinOptions;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code promote} through the facade, over a zone and engines in memory. */
class PromoteTest {
  private final MemoryCluster cluster;

  PromoteTest(@TempDir Path state) {
    cluster = MemoryCluster.running(state, 3);
  }

  @BeforeEach
  void replicasHaveReceivedTheSame() {
    cluster.engine(2).offset = 100;
    cluster.engine(3).offset = 100;
  }

  @Test
  void aReplicaOfATerminatedPrimaryIsPromotedAndPublishedAndLeavesThePool() {
    cluster.terminate(1);

    Report report = promote(2);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(report.role()).contains("primary");
    assertThat(report.epoch()).hasValue(2);
    assertThat(cluster.engine(2).acts).containsExactly("promote");
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.2");
    assertThat(cluster.lease()).contains("published, epoch 2", "i-2 at");
  }

  @Test
  void aPoolCheckThatWorksOnTheNodeIsWaitedForAndToldOnce() {
    List<String> told = new ArrayList<>();
    cluster.listener =
        new ProgressListener() {
          @Override
          public void progress(String step, String message) {
            told.add(message);
          }
        };
    cluster.terminate(1);
    cluster.time.after(Duration.ofSeconds(3), cluster.busy(2, "pool check")::close);

    Report report = promote(2);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(told)
        .filteredOn(message -> message.contains("another operation"))
        .singleElement()
        .asString()
        .startsWith("waits up to 10 s: ")
        .contains("'pool check' in process");
  }

  @Test
  void whatWorksOnTheNodeForLongerIsNotWaitedForAndAPoolCheckWaitsForNothing() {
    cluster.terminate(1);
    Duration begun = cluster.time.elapsed();
    try (NodeLock busy = cluster.busy(2, "init")) {
      Report check = cluster.run(2, "pool check", new PoolCheckOptions(false));
      assertThat(cluster.time.elapsed()).isEqualTo(begun);
      assertThat(check.outcome()).isEqualTo(Outcome.REFUSED);

      Report report = promote(2);

      assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(report.message()).contains("another operation", "'init' in process");
      assertThat(cluster.time.elapsed().minus(begun)).isEqualTo(Duration.ofSeconds(10));
      assertThat(busy).isNotNull();
    }
    assertThat(cluster.engine(2).acts).isEmpty();
  }

  @Test
  void aStoppedInstanceIsProofEnough() {
    cluster.engine(1).running = Optional.empty();
    cluster.lives.put("i-1", OwnerLife.STOPPED);

    assertThat(promote(2).outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void aPrimaryThatAnswersIsNeverOverridden() {
    Report plain = promote(2);
    Report forced =
        run(2, new PromoteOptions(Optional.empty(), Optional.empty(), true, Optional.empty()));

    assertThat(plain.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(plain.message()).contains("answers as the primary", "ec2cluster handover --to i-2");
    assertThat(forced.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(cluster.lease()).contains("published, epoch 1", "i-1 at");
    assertThat(cluster.engine(2).acts).isEmpty();
  }

  @Test
  void aSilentPrimaryOfWhichNothingIsProvenNeedsForce() {
    cluster.engine(1).running = Optional.empty();

    Report plain = promote(2);
    Report forced =
        run(2, new PromoteOptions(Optional.empty(), Optional.empty(), true, Optional.empty()));

    assertThat(plain.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(plain.message()).contains("nothing proves that i-1", "--force");
    assertThat(forced.outcome()).as(forced.message()).isEqualTo(Outcome.DONE);
    assertThat(forced.notes()).anySatisfy(note -> assertThat(note).contains("forced", "lost"));
  }

  @Test
  void aSilentPrimaryIsFencedFirst() {
    cluster.engine(1).running = Optional.empty();
    cluster.fences = true;

    Report report =
        run(2, new PromoteOptions(Optional.empty(), Optional.of("test"), false, Optional.empty()));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(report.steps())
        .first()
        .extracting(Report.StepReport::name)
        .isEqualTo("fence the old primary");
    assertThat(cluster.lives).containsEntry("i-1", OwnerLife.STOPPED);
  }

  @Test
  void aFenceThatTheBackEndDoesNotOfferIsAnErrorOfUsage() {
    cluster.engine(1).running = Optional.empty();

    Report report =
        run(2, new PromoteOptions(Optional.empty(), Optional.of("ec2"), false, Optional.empty()));

    assertThat(report.outcome()).isEqualTo(Outcome.BAD_USAGE);
    assertThat(report.message()).contains("--fence ec2", "no fencing");
  }

  @Test
  void aReplicaThatIsBehindIsRefusedWithTheTable() {
    cluster.terminate(1);
    cluster.engine(3).offset = 160;

    Report report = promote(2);

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message())
        .contains("another one has more", "--candidate i-3", "NODE", "60 B", "behind", "best");
    assertThat(cluster.lease()).contains("published, epoch 1");
  }

  @Test
  void byForceWhoHasMoreIsNamed() {
    cluster.terminate(1);
    cluster.engine(3).offset = 160;

    Report forced =
        run(2, new PromoteOptions(Optional.empty(), Optional.empty(), true, Optional.empty()));

    assertThat(forced.outcome()).as(forced.message()).isEqualTo(Outcome.DONE);
    assertThat(forced.notes())
        .anySatisfy(
            note -> assertThat(note).contains("what only i-3 has is lost", "rejoin --reclone"));
  }

  @Test
  void aMarkedReplicaIsNotPromotedAndDoesNotCountAsTheBest() {
    cluster.terminate(1);
    cluster.marked.add("i-2");

    Report report = promote(2);

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("no-promote", "ec2cluster promote' on i-3");
    assertThat(promote(3).outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void anUnfitReplicaIsRefusedEvenByForce() {
    cluster.terminate(1);
    cluster.engine(2).unfit = Optional.of("its replay is paused");

    Report report =
        run(2, new PromoteOptions(Optional.empty(), Optional.empty(), true, Optional.empty()));

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("its replay is paused", "nothing overrides this");
  }

  @Test
  void aReplicaThatRunsAndLetsNobodyInMayHaveMore() {
    cluster.terminate(1);
    cluster.engine(3).closed = true;

    Report refused = promote(2);
    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.message()).contains("i-3", "is closed", "credentials", "--force", "NODE");
    assertThat(cluster.engine(2).acts).isEmpty();

    Report forced =
        run(2, new PromoteOptions(Optional.empty(), Optional.empty(), true, Optional.empty()));
    assertThat(forced.outcome()).as(forced.message()).isEqualTo(Outcome.DONE);
  }

  @Test
  void aReplicaThatDoesNotAnswerIsNamed() {
    cluster.terminate(1);
    cluster.engine(3).running = Optional.empty();

    Report report = promote(2);

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(report.notes()).anySatisfy(note -> assertThat(note).contains("may have more: i-3"));
  }

  @Test
  void anOldPrimaryThatComesBackMeanwhileGetsItsRoleBack() {
    cluster.engine(1).running = Optional.empty();
    cluster.lives.put("i-1", OwnerLife.STOPPED);
    cluster.beforeBatch =
        batch -> {
          if (batch.comment().contains("promotion")) {
            cluster.engine(1).running = Optional.of(Role.PRIMARY);
          }
        };

    Report report = promote(2);

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("answers as the primary");
    assertThat(cluster.engine(2).acts).isEmpty();
    assertThat(cluster.lease()).contains("published, epoch 3", "i-1 at");
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.1");
  }

  @Test
  void aPromotionThatFailsStaysThisNodesAndIsResumed() {
    cluster.terminate(1);
    cluster.engine(2).beforePromote =
        () -> {
          throw new DeadlineException("not in time");
        };

    Report failed = promote(2);
    assertThat(failed.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(cluster.lease()).contains("claimed, epoch 2", "i-2 at");
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.1");

    cluster.engine(2).beforePromote = () -> {};
    Report resumed = promote(2);
    assertThat(resumed.outcome()).as(resumed.message()).isEqualTo(Outcome.DONE);
    assertThat(cluster.lease()).contains("published, epoch 2");
  }

  @Test
  void anotherIsRefusedByNameWhileAPromotionIsUnderWay() {
    cluster.terminate(1);
    cluster.engine(2).beforePromote =
        () -> {
          throw new DeadlineException("not in time");
        };
    promote(2);

    Report second = promote(3);

    assertThat(second.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(second.message()).contains("i-2");
    assertThat(cluster.lease()).contains("claimed, epoch 2");
  }

  @Test
  void aDeadPromoterIsFollowedByAnother() {
    cluster.terminate(1);
    cluster.engine(2).beforePromote =
        () -> {
          throw new DeadlineException("not in time");
        };
    promote(2);
    cluster.terminate(2);

    Report report = promote(3);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(report.epoch()).hasValue(3);
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.3");
  }

  @Test
  void thePublishedPrimaryIsAlreadyPrimary() {
    Report report = promote(1);

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(report.message()).contains("already so");
    assertThat(cluster.engine(1).acts).isEmpty();
  }

  @Test
  void aServerThatDoesNotRunIsNotPromoted() {
    cluster.terminate(1);
    cluster.engine(2).running = Optional.empty();

    Report report = promote(2);

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("does not run here");
  }

  @Test
  void aFormerPrimaryIsNotPromotedButRejoins() {
    cluster.terminate(1);
    promote(2);
    cluster.lives.clear();

    Report again = promote(1);
    Report rejoined = cluster.run(1, "rejoin", new RejoinOptions(false, false));

    assertThat(again.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(again.message()).contains("former primary", "rejoin");
    assertThat(rejoined.outcome()).as(rejoined.message()).isEqualTo(Outcome.DONE);
    assertThat(cluster.engine(1).running).contains(Role.REPLICA);
    assertThat(cluster.targets(REPLICA)).contains("10.0.0.1");
  }

  @Test
  void aMemberThatIsMadeAnewIsOutOfThePoolMeanwhile() {
    List<List<String>> seen = new ArrayList<>();
    cluster.engine(3).beforeStop = () -> seen.add(cluster.targets(REPLICA));

    Report report = cluster.run(3, "rejoin", new RejoinOptions(true, false));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(seen).containsExactly(List.of("10.0.0.2"));
    assertThat(cluster.targets(REPLICA)).containsExactlyInAnyOrder("10.0.0.2", "10.0.0.3");
  }

  @Test
  void thePoolsOnlyFitMemberStaysWhileItIsMadeAnew() {
    cluster.engine(2).running = Optional.empty();

    Report report = cluster.run(3, "rejoin", new RejoinOptions(true, false));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(report.notes()).anySatisfy(note -> assertThat(note).contains("stays in"));
    assertThat(cluster.targets(REPLICA)).containsExactlyInAnyOrder("10.0.0.2", "10.0.0.3");
  }

  @Test
  void aRoleGivenBackByItsOwnerNeedsNoOtherProof() {
    cluster.engine(1).running = Optional.empty();
    assertThat(cluster.run(1, "lease release", new LeaseReleaseOptions(false)).outcome())
        .isEqualTo(Outcome.DONE);

    assertThat(promote(2).outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void aRoleReleasedByForceNeedsProof() {
    cluster.engine(1).running = Optional.empty();
    cluster.run(2, "lease release", new LeaseReleaseOptions(true));

    Report report = promote(2);

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("nothing proves that i-1");
  }

  @Test
  void aPromotionNeverBegunIsGivenBackByLeaseRelease() {
    cluster.terminate(1);
    cluster.engine(2).beforePromote =
        () -> {
          throw new DeadlineException("not in time");
        };
    promote(2);
    cluster.engine(2).running = Optional.empty();

    Report released = cluster.run(2, "lease release", new LeaseReleaseOptions(false));

    assertThat(released.outcome()).as(released.message()).isEqualTo(Outcome.DONE);
    assertThat(cluster.lease()).contains("published, epoch 3", "i-1 at");
  }

  @Test
  void aPromotedNodeDoesNotGiveItsRoleBack() {
    cluster.terminate(1);
    cluster.beforeBatch =
        batch -> {
          if (batch.comment().contains("publish")) {
            throw new EnvironmentException("the zone fails");
          }
        };
    Report failed = promote(2);
    assertThat(failed.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    cluster.engine(2).running = Optional.empty();
    cluster.beforeBatch = batch -> {};

    Report released = cluster.run(2, "lease release", new LeaseReleaseOptions(false));
    assertThat(released.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(released.message()).contains("may have been promoted");

    cluster.engine(2).running = Optional.of(Role.PRIMARY);
    assertThat(promote(2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.2");
  }

  @Test
  void anUnfinishedPromotionIsNotStartedByTheInitSystem() {
    cluster.terminate(1);
    cluster.beforeBatch =
        batch -> {
          if (batch.comment().contains("publish")) {
            throw new EnvironmentException("the zone fails");
          }
        };
    promote(2);
    cluster.engine(2).running = Optional.empty();
    cluster.beforeBatch = batch -> {};

    Query.Answer unfinished = cluster.mayStart(2);
    promote(2);
    Query.Answer finished = cluster.mayStart(2);

    assertThat(unfinished.exitCode()).isEqualTo(10);
    assertThat(unfinished.text()).contains("not finished", "ec2cluster promote");
    assertThat(finished.exitCode()).isZero();
  }

  @Test
  void aDryRunChangesNothing() {
    cluster.terminate(1);
    List<RecordSet> before = cluster.zone.contents();

    Report report = cluster.run(2, "promote", PromoteOptions.plain(), true);

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(report.steps())
        .extracting(Report.StepReport::name)
        .contains("take the role", "promote", "publish the primary name");
    assertThat(cluster.zone.contents()).isEqualTo(before);
    assertThat(cluster.engine(2).acts).isEmpty();
  }

  @Test
  void anInitOfTheOldPrimaryFollowsAndNeverLeads() {
    cluster.terminate(1);
    promote(2);

    Report report = cluster.run(1, "init", InitOptions.defaults());

    assertThat(report.role()).contains("replica");
  }

  @Test
  void aReplicaThatFoundsAnewAfterEverythingWasLostLeavesThePool() {
    cluster.terminate(1);
    cluster.engine(3).data = NodeData.empty("lost");
    cluster.engine(3).running = Optional.empty();
    cluster.run(3, "lease refound", new LeaseRefoundOptions(true));

    Report report = cluster.run(3, "init", InitOptions.defaults());

    assertThat(report.role()).as(report.message()).contains("primary");
    assertThat(cluster.targets(PRIMARY)).containsExactly("10.0.0.3");
    assertThat(cluster.targets(REPLICA)).containsExactly("10.0.0.2");
  }

  private Report promote(int node) {
    return run(node, PromoteOptions.plain());
  }

  private Report run(int node, PromoteOptions options) {
    return cluster.run(node, "promote", options);
  }
}
