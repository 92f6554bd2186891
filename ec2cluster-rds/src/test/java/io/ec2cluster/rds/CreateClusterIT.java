package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.rds.standin.Durations;
import io.ec2cluster.rds.standin.RdsFault;
import io.ec2cluster.rds.standin.RdsStandIn.Call;
import io.ec2cluster.rds.standin.StandInInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code create-cluster} over the strict stand-in with the real SDK. */
class CreateClusterIT {
  private static final String SMALL = "db.t3.micro";
  private static final String LARGE = "db.r6g.large";
  private static final StandInInstance MASTER = StandInInstance.standalone("m1", SMALL);

  @Test
  void missingReplicasAreCreatedTogetherAndOwned() {
    try (RdsStage stage = new RdsStage(cluster(3, ""))) {
      stage.account().put(MASTER);

      Report report = stage.create("cluster1");

      assertThat(report.message()).startsWith("done");
      assertThat(stage.account().instances()).containsOnlyKeys("m1", "s1", "s2", "s3");
      assertThat(stage.account().instances().values())
          .allMatch(instance -> instance.state().equals("available"));
      assertThat(stage.account().find("s3").orElseThrow().tags())
          .containsEntry("ec2cluster:cluster", "cluster1");
      assertThat(stage.time().elapsed()).isLessThan(Duration.ofMinutes(13));
    }
  }

  @Test
  void secondRunHasNothingToDo() {
    try (RdsStage stage = new RdsStage(cluster(2, ""))) {
      stage.account().put(MASTER);
      stage.create("cluster1");

      Report again = stage.create("cluster1");

      assertThat(again.message()).startsWith("already so");
      assertThat(stage.rds().calls("CreateDBInstanceReadReplica")).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"equal, 12, 12", "one slow, 8, 25", "all different, 5, 20"})
  void fifteenReplicasTakeTheTimeOfTheSlowest(String kind, int least, int most) {
    Map<String, Duration> durations = new HashMap<>();
    IntStream.rangeClosed(1, 15)
        .forEach(
            i ->
                durations.put(
                    "s" + i,
                    Duration.ofMinutes(
                        kind.equals("one slow")
                            ? (i == 8 ? most : least)
                            : least + (i * 7L) % (most - least + 1))));
    Duration slowest = Collections.max(durations.values());
    Duration serial = durations.values().stream().reduce(Duration.ZERO, Duration::plus);
    try (RdsStage stage =
        new RdsStage(cluster(15, ""), Durations.usual().withCreations(durations), 7)) {
      stage.account().put(MASTER);

      Report report = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(stage.time().elapsed())
          .isLessThanOrEqualTo(slowest.multipliedBy(12).dividedBy(10))
          .isLessThan(serial.dividedBy(5));
    }
  }

  @Test
  void callsOfALookDependOnNeitherReplicasNorTheAccount() {
    try (RdsStage stage = new RdsStage(cluster(15, ""))) {
      stage.account().put(MASTER);
      IntStream.range(0, 200)
          .forEach(i -> stage.account().put(StandInInstance.standalone("x" + i, SMALL)));

      stage.create("cluster1");

      List<Call> looks = stage.rds().calls("DescribeDBInstances");
      assertThat(looks).allMatch(Call::isNarrow);
      long polls = stage.time().pauses().size();
      assertThat(looks.size()).isLessThanOrEqualTo(Math.toIntExact(polls) + 3);
    }
  }

  @Test
  void filterThatIsAnsweredWithNotFoundIsFollowedByRequestsForEachId() {
    try (RdsStage stage = new RdsStage(cluster(3, ""))) {
      putReplicas(stage, 1);
      stage.account().strictFilters().put(StandInInstance.standalone("other", SMALL));

      Report report = stage.create("cluster1");
      Report fewer = stage.create("cluster1", 1);

      assertThat(report.message()).startsWith("done");
      assertThat(fewer.message()).startsWith("done");
      assertThat(stage.account().instances()).containsOnlyKeys("m1", "s1", "other");
      assertThat(stage.rds().calls("DescribeDBInstances")).allMatch(Call::isNarrow);
    }
  }

  @Test
  void masterThatIsMissingIsFoundOutWhereFiltersAreStrict() {
    try (RdsStage stage = new RdsStage(cluster(1, ""))) {
      stage.account().strictFilters().snapshot("snap");

      assertThat(stage.create("cluster1").outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(
              stage
                  .run(
                      "create-cluster",
                      Map.of("cluster", List.of("cluster1"), "restore", List.of()))
                  .message())
          .startsWith("done");
    }
  }

  @Test
  void replicaThatSomebodyElseRemovesIsNotWaitedForToTheEnd() {
    try (RdsStage stage = new RdsStage(cluster(3, ""))) {
      putReplicas(stage, 2);
      stage.time().after(Duration.ofMinutes(1), () -> stage.account().remove("s2"));

      Report report = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
      assertThat(report.message())
          .contains("s2 is not there in 6 looks in a row")
          .contains("somebody else changes the fleet");
      assertThat(stage.time().elapsed()).isLessThan(Duration.ofMinutes(5));
    }
  }

  @Test
  void replicaThatSomebodyElseCreatesAgainIsNotWaitedForToTheEnd() {
    try (RdsStage stage = new RdsStage(cluster(2, ""))) {
      putReplicas(stage, 2);
      stage
          .time()
          .after(
              Duration.ofMinutes(1),
              () -> stage.account().put(StandInInstance.replica("s2", "m1", SMALL)));

      Report report = stage.create("cluster1", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
      assertThat(report.message()).contains("s2 is available in 6 looks in a row");
    }
  }

  @Test
  void nothingIsDeletedOnceSomebodyElseHasAskedForMore() {
    try (RdsStage stage = new RdsStage(cluster(4, ""))) {
      putReplicas(stage, 3);
      stage.account().put(StandInInstance.replica("s1", "m1", SMALL).in("rebooting"));
      stage
          .time()
          .after(
              Duration.ofMinutes(1),
              () -> stage.account().put(StandInInstance.replica("s4", "m1", SMALL)));
      stage
          .time()
          .after(
              Duration.ofMinutes(2),
              () -> stage.account().put(StandInInstance.replica("s1", "m1", SMALL)));

      Report report = stage.create("cluster1", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
      assertThat(report.message()).contains("s4 was not there when the plan was made");
      assertThat(stage.account().deleted()).isEmpty();
    }
  }

  @Test
  void lastSurplusGoesFirstAndTheFloorStays() {
    try (RdsStage stage = new RdsStage(cluster(3, ""))) {
      putReplicas(stage, 3);

      Report report = stage.create("cluster1", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(stage.account().deleted()).containsExactly("s3", "s2");
      assertThat(stage.account().instances()).containsOnlyKeys("m1", "s1");
      assertThat(stage.create("cluster1", 0).outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(stage.create("cluster1", 99).outcome()).isEqualTo(Outcome.DONE);
      assertThat(stage.account().instances()).containsOnlyKeys("m1", "s1", "s2", "s3");
    }
  }

  @Test
  void noneAreLeftWhereThatIsAllowed() {
    try (RdsStage stage = new RdsStage(cluster(2, "keep-at-least: 0"))) {
      putReplicas(stage, 2);

      stage.create("cluster1", 0);

      assertThat(stage.account().instances()).containsOnlyKeys("m1");
    }
  }

  @Test
  void foreignReplicasAreLeftAloneAndLeftOversGoWithPrune() {
    try (RdsStage stage = new RdsStage(cluster(1, ""))) {
      putReplicas(stage, 1);
      stage.account().put(StandInInstance.replica("theirs", "m1", SMALL));
      stage
          .account()
          .put(
              StandInInstance.replica("old", "m1", SMALL)
                  .withTag("ec2cluster:cluster", "cluster1"));

      Report report = stage.create("cluster1");
      assertThat(report.notes()).anyMatch(note -> note.contains("--prune removes it"));
      Report pruned =
          stage.run("create-cluster", Map.of("cluster", List.of("cluster1"), "prune", List.of()));

      assertThat(pruned.outcome()).isEqualTo(Outcome.DONE);
      assertThat(stage.account().deleted()).containsExactly("old");
    }
  }

  @Test
  void promotedReplicaIsNeverDeleted() {
    try (RdsStage stage = new RdsStage(cluster(2, ""))) {
      putReplicas(stage, 1);
      stage
          .account()
          .put(StandInInstance.standalone("s2", SMALL).withTag("ec2cluster:cluster", "cluster1"));

      Report fewer = stage.create("cluster1", 1);
      Report more = stage.create("cluster1", 2);

      assertThat(fewer.outcome()).isEqualTo(Outcome.DONE);
      assertThat(stage.account().deleted()).isEmpty();
      assertThat(more.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(more.message()).contains("'s2'").contains("is taken");
    }
  }

  @Test
  void missingMasterIsRestoredOnlyWhereThatIsAllowed() {
    try (RdsStage stage = new RdsStage(cluster(1, ""))) {
      stage.account().snapshot("snap");

      Report refused = stage.create("cluster1");
      Report restored =
          stage.run("create-cluster", Map.of("cluster", List.of("cluster1"), "restore", List.of()));

      assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(refused.message()).contains("rds create-cluster cluster1 --restore");
      assertThat(restored.message()).startsWith("done");
      assertThat(stage.account().instances()).containsOnlyKeys("m1", "s1");
      assertThat(stage.account().find("m1").orElseThrow().asked())
          .containsEntry("DBSnapshotIdentifier", "snap");
    }
  }

  @Test
  void masterThatALookLeavesOutIsNotRestored() {
    try (RdsStage stage =
        new RdsStage(
            cluster(1, "").replace("snapshot: snap", "snapshot: snap, restore: if-missing"))) {
      stage.account().snapshot("snap").put(MASTER);
      stage.rds().next(List.of(RdsFault.STALE));

      Report report = stage.create("cluster1");

      assertThat(report.message()).startsWith("done");
      assertThat(stage.rds().calls("RestoreDBInstanceFromDBSnapshot")).isEmpty();
    }
  }

  @Test
  void errorsAreNeverTakenForAMissingMaster() {
    for (RdsFault fault :
        List.of(RdsFault.THROTTLE, RdsFault.SERVER_ERROR, RdsFault.LOST_REQUEST, RdsFault.EMPTY)) {
      try (RdsStage stage =
          new RdsStage(
              cluster(1, "").replace("snapshot: snap", "snapshot: snap, restore: if-missing"))) {
        stage.account().snapshot("snap").put(MASTER);
        stage.rds().next(Collections.nCopies(5000, fault));

        Report report = stage.create("cluster1");

        assertThat(report.outcome()).as("%s", fault).isEqualTo(Outcome.ENVIRONMENT_FAILED);
        assertThat(stage.rds().calls())
            .allMatch(call -> call.action().equals("DescribeDBInstances"));
      }
    }
  }

  @Test
  void createsWhoseAnswersWereLostAreFoundAgain() {
    try (RdsStage stage = new RdsStage(cluster(2, ""))) {
      stage.account().put(MASTER);
      stage
          .rds()
          .next(
              "CreateDBInstanceReadReplica", List.of(RdsFault.LOST_ANSWER, RdsFault.LOST_REQUEST));

      Report report = stage.create("cluster1");

      assertThat(report.message()).startsWith("done");
      assertThat(report.notes()).anyMatch(note -> note.startsWith("s1 was there already"));
      assertThat(stage.account().instances()).containsOnlyKeys("m1", "s1", "s2");
    }
  }

  @Test
  void replicaThatALookDoesNotShowYetIsWaitedFor() {
    try (RdsStage stage = new RdsStage(cluster(2, ""))) {
      putReplicas(stage, 1);
      stage
          .time()
          .after(
              Duration.ofMinutes(1),
              () -> stage.rds().next(List.of(RdsFault.STALE, RdsFault.STALE, RdsFault.STALE)));

      Report report = stage.create("cluster1");

      assertThat(report.message()).startsWith("done");
      assertThat(stage.account().instances()).containsOnlyKeys("m1", "s1", "s2");
    }
  }

  @Test
  void terminalStateEndsTheWaitAtOnceWithTheEvents() {
    try (RdsStage stage = new RdsStage(cluster(2, ""))) {
      stage.account().put(MASTER).fate("s2", "incompatible-network");

      Report report = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
      assertThat(report.message())
          .contains("s2 is in the state 'incompatible-network'")
          .contains("The storage of s2 is damaged");
      assertThat(stage.time().elapsed()).isLessThan(Duration.ofMinutes(13));
    }
  }

  @Test
  void throttledCallsBackOffUntilTheGoalIsReached() {
    try (RdsStage stage = new RdsStage(cluster(15, ""))) {
      stage.account().put(MASTER);
      stage.rds().limited(2);

      Report report = stage.create("cluster1");

      assertThat(report.message()).startsWith("done");
      assertThat(stage.account().instances()).hasSize(16);
      assertThat(stage.node().progress()).anyMatch(line -> line.contains("throttled"));
    }
  }

  @Test
  void everyInstanceHasALineWhenItsStateChangesAndEveryMinute() {
    try (RdsStage stage = new RdsStage(cluster(2, ""))) {
      stage.account().put(MASTER);

      stage.create("cluster1");

      List<String> lines =
          stage.node().progress().stream().filter(line -> line.contains(" s2: ")).toList();
      assertThat(lines).hasSizeBetween(9, 15);
      assertThat(lines.get(0)).matches("wait for the replicas: s2: creating \\(0s of 40m\\)");
      assertThat(lines).anyMatch(line -> line.contains("s2: backing-up ("));
    }
  }

  @Test
  void oneDeadlineForTheWholeOperation() {
    try (RdsStage stage =
        new RdsStage(cluster(1, "").replace("{clusters", "{wait: {deadline: 5m}, clusters"))) {
      stage.account().put(MASTER);

      Report report = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
      assertThat(report.message()).contains("s1 is creating, not available");
      assertThat(stage.time().elapsed()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
    }
  }

  @Test
  void interruptionLeavesThingsGoingAndSaysSo() {
    try (RdsStage stage = new RdsStage(cluster(1, ""))) {
      stage.account().put(MASTER);
      Thread operator = Thread.currentThread();
      stage.time().after(Duration.ofMinutes(2), operator::interrupt);

      Report report = stage.create("cluster1");

      assertThat(Thread.interrupted()).isTrue();
      assertThat(report.outcome()).isEqualTo(Outcome.INTERRUPTED);
      assertThat(report.message()).contains("s1 is creating").contains("the same command again");
      assertThat(stage.create("cluster1").outcome()).isEqualTo(Outcome.DONE);
      assertThat(stage.rds().calls("CreateDBInstanceReadReplica")).hasSize(1);
    }
  }

  @Test
  void classesChangeOneReplicaAtATimeAndTheWaitSeesTheChange() {
    try (RdsStage stage = new RdsStage(cluster(2, "").replace(SMALL, LARGE))) {
      putReplicas(stage, 2);

      Report report = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(stage.account().instances().values())
          .allMatch(instance -> instance.instanceClass().equals(LARGE));
      List<Duration> asked = stage.rds().calls("ModifyDBInstance").stream().map(Call::at).toList();
      assertThat(asked).hasSize(3);
      assertThat(asked.get(1).minus(asked.get(0))).isGreaterThan(Duration.ofMinutes(6));
      assertThat(asked.get(2).minus(asked.get(1))).isGreaterThan(Duration.ofMinutes(6));
    }
  }

  @Test
  void maintenanceWindowIsEnoughWhereItIsAskedFor() {
    try (RdsStage stage = new RdsStage(cluster(1, "").replace(SMALL, LARGE))) {
      putReplicas(stage, 1);
      Map<String, List<String>> options =
          Map.of("cluster", List.of("cluster1"), "when", List.of("maintenance-window"));

      Report report = stage.run("create-cluster", options);
      Report again = stage.run("create-cluster", options);

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(again.message()).startsWith("already so");
      assertThat(stage.account().find("s1").orElseThrow().pendingClass()).contains(LARGE);
    }
  }

  @Test
  void masterWithoutBackupsIsRefusedBeforeAnythingStarts() {
    try (RdsStage stage = new RdsStage(cluster(1, ""))) {
      stage.account().put(MASTER.withBackupDays(0));

      Report report = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(report.message()).contains("keeps no backups");
      assertThat(stage.rds().calls("CreateDBInstanceReadReplica")).isEmpty();
    }
  }

  @Test
  void snapshotThatIsNotThereIsTold() {
    try (RdsStage stage = new RdsStage(cluster(1, ""))) {
      Report report =
          stage.run("create-cluster", Map.of("cluster", List.of("cluster1"), "restore", List.of()));

      assertThat(report.outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(report.message()).contains("the snapshot 'snap' of m1 is not there");
    }
  }

  @Test
  void mistypedClusterIsAnsweredWithTheOneThatWasMeant() {
    try (RdsStage stage = new RdsStage(cluster(1, ""))) {
      Report report = stage.create("clutser1");

      assertThat(report.outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(report.message()).contains("did you mean 'cluster1'");
    }
  }

  @Test
  void twoAtOnceEndInOneFleet() throws InterruptedException {
    try (RdsStage stage = new RdsStage(cluster(5, ""))) {
      stage.account().put(MASTER);
      Thread other = new Thread(() -> stage.create("cluster1"));
      other.start();

      Report report = stage.create("cluster1");
      other.join();

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(stage.account().instances()).hasSize(6);
    }
  }

  @Test
  void replicaThatIsPromotedWhileThePlanRunsIsNotDeleted() {
    try (RdsStage stage = new RdsStage(cluster(3, ""))) {
      putReplicas(stage, 3);
      stage.account().remove("s1");
      stage
          .time()
          .after(
              Duration.ofMinutes(5),
              () -> stage.account().put(StandInInstance.standalone("s3", SMALL)));

      Report report = stage.create("cluster1", 2);

      assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(report.message()).contains("s3 is no replica of m1 that is ours any more");
      assertThat(stage.account().deleted()).isEmpty();
    }
  }

  @Test
  void removalWaitsUntilEnoughReadersAreLeft() {
    try (RdsStage stage = new RdsStage(cluster(2, ""))) {
      putReplicas(stage, 2);
      stage.account().put(StandInInstance.replica("s1", "m1", SMALL).in("rebooting"));
      stage
          .time()
          .after(
              Duration.ofMinutes(3),
              () -> stage.account().put(StandInInstance.replica("s1", "m1", SMALL)));

      Report report = stage.create("cluster1", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(stage.account().readersLeftByDeletions()).containsExactly(1);
    }
  }

  @Test
  void whoeverChangesTheFleetMeanwhileIsNoticedAtTheEnd() {
    try (RdsStage stage = new RdsStage(cluster(3, ""))) {
      putReplicas(stage, 1);
      stage
          .time()
          .after(
              Duration.ofMinutes(5),
              () -> stage.account().put(StandInInstance.replica("s3", "m1", SMALL)));

      Report report = stage.create("cluster1", 2);

      assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
      assertThat(report.message()).contains("s3").contains("somebody else changes it");
      assertThat(stage.create("cluster1", 2).outcome()).isEqualTo(Outcome.DONE);
    }
  }

  @Test
  void missingMasterThatSomethingFollowsIsNeverRestored() {
    try (RdsStage stage = new RdsStage(cluster(1, ""))) {
      stage.account().snapshot("snap").put(StandInInstance.replica("s1", "m1", SMALL));

      Report report =
          stage.run("create-cluster", Map.of("cluster", List.of("cluster1"), "restore", List.of()));

      assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(report.message()).contains("one of the two is out of date");
    }
  }

  @Test
  void engineWithFewReplicasIsRefusedOneMore() {
    try (RdsStage stage = new RdsStage(cluster(6, ""))) {
      stage.account().put(MASTER.of("oracle-ee"));
      IntStream.rangeClosed(1, 5)
          .forEach(i -> stage.account().put(StandInInstance.replica("s" + i, "m1", SMALL)));

      Report report = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(report.message()).contains("over the 5 that oracle-ee allows");
    }
  }

  @Test
  void protectedReplicaIsRefusedBeforeAnythingStarts() {
    try (RdsStage stage = new RdsStage(cluster(2, ""))) {
      putReplicas(stage, 1);
      stage.account().put(StandInInstance.replica("s2", "m1", SMALL).protectedFromDeletion());

      Report report = stage.create("cluster1", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(report.message()).contains("deletion protection");
    }
  }

  @Test
  void replicaOfAnIdThatIsStillBeingDeletedIsCreatedOnceThatIsGone() {
    try (RdsStage stage = new RdsStage(cluster(2, ""))) {
      putReplicas(stage, 2);
      stage.account().put(StandInInstance.replica("s2", "m1", SMALL).in("deleting"));
      stage.time().after(Duration.ofMinutes(3), () -> stage.account().remove("s2"));

      Report report = stage.create("cluster1");

      assertThat(report.message()).startsWith("done");
      assertThat(stage.account().find("s2").orElseThrow().state()).isEqualTo("available");
    }
  }

  @Test
  void fileOfThePredecessorIsAllThatIsNeeded(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("rds_cluster_conf.json");
    Files.writeString(
        file,
        """
        {"cluster1": { //cluster name
            "master_node": {"identifier": "snap", "instance_id": "m1", "instance_class": "db.t3.micro"},
            "replica_nodes": [{"id": "s1", "instance_class": "db.t3.micro", "port": 3307, "auto_minor_version_upgrade": false}]
        }}
        """);
    try (RdsStage stage = new RdsStage("{}")) {
      stage.account().put(MASTER);

      Report report =
          stage.run(
              "apply",
              Map.of(
                  "cluster", List.of("cluster1"),
                  "clusters", List.of(file.toString()),
                  "max_replica_num", List.of("4")));

      assertThat(report.message()).startsWith("done");
      assertThat(stage.account().find("s1").orElseThrow().asked())
          .containsEntry("Port", "3307")
          .containsEntry("AutoMinorVersionUpgrade", "false");
    }
  }

  @Test
  void dryRunShowsThePlanAndChangesNothing() {
    try (RdsStage stage = new RdsStage(cluster(2, ""))) {
      stage.account().put(MASTER);

      Report report = stage.plan("create-cluster", Map.of("cluster", List.of("cluster1")));

      assertThat(report.steps().stream().map(Report.StepReport::name))
          .containsExactly("create s1", "create s2", "wait for the replicas", "look again");
      assertThat(stage.rds().calls()).allMatch(call -> call.action().startsWith("Describe"));
    }
  }

  private static void putReplicas(RdsStage stage, int count) {
    stage.account().put(MASTER);
    IntStream.rangeClosed(1, count)
        .forEach(i -> stage.account().put(StandInInstance.replica("s" + i, "m1", SMALL)));
  }

  private static String cluster(int replicas, String more) {
    String list =
        IntStream.rangeClosed(1, replicas)
            .mapToObj(i -> "{id: s%d, instance-class: %s}".formatted(i, SMALL))
            .collect(Collectors.joining(", "));
    return "{clusters: {cluster1: {master: {instance-id: m1, instance-class: %s, snapshot: snap}, replicas: [%s]%s}}}"
        .formatted(SMALL, list, more.isEmpty() ? "" : ", " + more);
  }
}
