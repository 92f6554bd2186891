package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.rds.standin.RdsFault;
import io.ec2cluster.rds.standin.RdsStandIn.Call;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.testing.standin.Route53Action;
import io.ec2cluster.testing.standin.Route53Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The reader pool over the strict stand-ins of RDS and Route 53. */
class PoolIT {
  private static final String SMALL = "db.t3.micro";
  private static final String LARGE = "db.r6g.large";
  private static final String NAME = "replica.c.example.com";
  private static final Duration MEMORY = Duration.ofSeconds(90);
  private static final List<RdsFault> LOSSES =
      List.of(RdsFault.THROTTLE, RdsFault.LOST_ANSWER, RdsFault.SERVER_ERROR);
  private static final StandInInstance MASTER = StandInInstance.standalone("m1", SMALL);

  @Test
  void newReplicasJoinAsSoonAsEachIsAvailable() {
    try (RdsStage stage = new RdsStage(cluster(2))) {
      stage.account().put(MASTER).put(StandInInstance.replica("s2", "m1", SMALL).in("creating"));
      stage
          .time()
          .after(
              Duration.ofMinutes(2),
              () -> stage.account().put(StandInInstance.replica("s2", "m1", SMALL)));
      List<String> early = new ArrayList<>();
      stage.time().after(Duration.ofMinutes(4), () -> early.addAll(stage.pool(NAME)));

      Report report = stage.create("c");

      assertThat(report.message()).startsWith("done");
      assertThat(early).containsExactly("s2");
      assertThat(stage.records(NAME)).containsExactly(member("s1", 60, 10), member("s2", 60, 10));
      assertThat(stage.create("c").message()).startsWith("already so");
    }
  }

  @Test
  void replicaLeavesThePoolAndIsForgottenBeforeItIsDeleted() {
    try (RdsStage stage = pooled(cluster(3), 3)) {
      List<List<String>> pools = new ArrayList<>();
      stage.time().after(Duration.ofSeconds(80), () -> pools.add(stage.pool(NAME)));

      Report report = stage.create("c", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(pools).containsExactly(List.of("s1"));
      List<Call> deletions = stage.rds().calls("DeleteDBInstance");
      assertThat(deletions).hasSize(2);
      assertThat(deletions.get(0).at()).isBetween(MEMORY, MEMORY.plusSeconds(30));
      assertThat(deletions.get(1).at()).isLessThan(MEMORY.plusSeconds(60));
      assertThat(stage.pool(NAME)).containsExactly("s1");
    }
  }

  @Test
  void longerTtlOfTheRecordsIsWaitedFor() {
    try (RdsStage stage = stage(cluster(2), 2)) {
      stage.zone().put(member("s1", 300, 10));
      stage.zone().put(member("s2", 300, 10));

      stage.create("c", 1);

      assertThat(stage.rds().calls("DeleteDBInstance").get(0).at())
          .isGreaterThanOrEqualTo(Duration.ofSeconds(330));
    }
  }

  @Test
  void replicaIsOutOfThePoolWhileItsClassChanges() {
    try (RdsStage stage =
        pooled(cluster(2).replace("{id: s2}", "{id: s2, instance-class: db.r6g.large}"), 2)) {
      List<List<String>> pools = new ArrayList<>();
      stage.time().after(Duration.ofMinutes(4), () -> pools.add(stage.pool(NAME)));

      Report report = stage.create("c");

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(pools).containsExactly(List.of("s1"));
      assertThat(stage.rds().calls("ModifyDBInstance").get(0).at()).isGreaterThanOrEqualTo(MEMORY);
      assertThat(stage.pool(NAME)).containsExactly("s1", "s2");
    }
  }

  @Test
  void onlyMemberStaysWhileItsClassChangesAndThatIsTold() {
    try (RdsStage stage =
        pooled(cluster(1).replace("{id: s1}", "{id: s1, instance-class: db.r6g.large}"), 1)) {
      List<List<String>> pools = new ArrayList<>();
      stage.time().after(Duration.ofMinutes(3), () -> pools.add(stage.pool(NAME)));

      Report report = stage.create("c");

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(report.notes()).anyMatch(note -> note.startsWith("s1 stays in the reader pool"));
      assertThat(pools).containsExactly(List.of("s1"));
      assertThat(stage.rds().calls("ModifyDBInstance").get(0).at()).isLessThan(MEMORY);
    }
  }

  @Test
  void maintenanceWindowKeepsTheReaders() {
    try (RdsStage stage =
        pooled(cluster(2).replace("{id: s2}", "{id: s2, instance-class: db.r6g.large}"), 2)) {
      int before = stage.route53().requests(Route53Action.CHANGE_RECORD_SETS);

      stage.run(
          "create-cluster", Map.of("cluster", List.of("c"), "when", List.of("maintenance-window")));

      assertThat(stage.route53().requests(Route53Action.CHANGE_RECORD_SETS)).isEqualTo(before);
    }
  }

  @Test
  void modifyInstanceLeadsReadersAwayToo() {
    try (RdsStage stage = pooled(cluster(2), 2)) {
      List<List<String>> pools = new ArrayList<>();
      stage.time().after(Duration.ofMinutes(4), () -> pools.add(stage.pool(NAME)));

      Report report = modify(stage);

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(pools).containsExactly(List.of("s1"));
      assertThat(stage.pool(NAME)).containsExactly("s1", "s2");
    }
  }

  @Test
  void secondModifyInstanceBringsBackWhatAnInterruptedOneLeftOut() {
    try (RdsStage stage = stage(cluster(2), 2)) {
      stage.zone().put(member("s1", 60, 10));
      stage
          .account()
          .put(StandInInstance.replica("s2", "m1", LARGE).withTag("ec2cluster:class", LARGE));

      modify(stage);

      assertThat(stage.pool(NAME)).containsExactly("s1", "s2");
    }
  }

  private static Report modify(RdsStage stage) {
    return stage.run(
        "modify-instance", Map.of("id", List.of("s2"), "instance-class", List.of(LARGE)));
  }

  @Test
  void secondRunRepairsWhatACrashLeft() {
    try (RdsStage stage = stage(cluster(4), 2)) {
      stage.account().put(StandInInstance.replica("s4", "m1", SMALL).in("deleting"));
      stage.zone().put(member("s2", 60, 10));
      stage.zone().put(member("s3", 60, 10));
      stage.zone().put(member("s4", 60, 10));
      stage.zone().put(member("theirs", 60, 10));
      stage.time().after(Duration.ofMinutes(3), () -> stage.account().remove("s4"));

      Report report = stage.create("c", 2);

      assertThat(report.message()).startsWith("done");
      assertThat(stage.pool(NAME)).containsExactly("s1", "s2", "theirs");
      assertThat(report.notes()).anyMatch(note -> note.contains("'theirs'"));
      assertThat(stage.account().deleted()).isEmpty();
    }
  }

  @Test
  void memberThatADescriptionLeavesOutByMistakeStays() {
    try (RdsStage stage = stage(cluster(2), 1)) {
      stage.zone().put(member("s1", 60, 10));
      stage.zone().put(member("s2", 60, 10));
      stage
          .account()
          .put(StandInInstance.replica("s2", "m1", SMALL))
          .put(StandInInstance.standalone("other", SMALL))
          .put(StandInInstance.standalone("another", SMALL));
      stage.rds().next(List.of(RdsFault.STALE, RdsFault.STALE));

      Report report = stage.create("c", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(stage.rds().calls()).hasSize(3);
      assertThat(stage.pool(NAME)).containsExactly("s1", "s2");
    }
  }

  @Test
  void deadMemberStaysWhileNobodyElseIsAvailable() {
    try (RdsStage stage = stage(cluster(1), 0)) {
      stage.account().put(StandInInstance.replica("s1", "m1", SMALL).in("storage-full"));
      stage.zone().put(member("s1", 60, 10));

      Report report = stage.create("c");

      assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
      assertThat(stage.pool(NAME)).containsExactly("s1");
    }
  }

  @Test
  void lastReplicasLeaveWhereNoneAreWanted() {
    try (RdsStage stage = pooled(cluster(2).replace("pool:", "keep-at-least: 0, pool:"), 2)) {
      stage.create("c", 0);

      assertThat(stage.records(NAME)).isEmpty();
      assertThat(stage.account().instances()).containsOnlyKeys("m1");
    }
  }

  @Test
  void removalWaitsUntilAnotherReplicaIsInThePool() {
    try (RdsStage stage = stage(cluster(2).replace("pool:", "keep-at-least: 0, pool:"), 2)) {
      stage.zone().put(member("s2", 60, 10));
      stage.account().put(StandInInstance.replica("s1", "m1", SMALL).in("rebooting"));
      stage
          .time()
          .after(
              Duration.ofMinutes(3),
              () -> stage.account().put(StandInInstance.replica("s1", "m1", SMALL)));
      List<List<String>> pools = new ArrayList<>();
      stage.time().after(Duration.ofMinutes(2), () -> pools.add(stage.pool(NAME)));

      Report report = stage.create("c", 1);

      assertThat(report.outcome()).isEqualTo(Outcome.DONE);
      assertThat(pools).containsExactly(List.of("s2"));
      assertThat(stage.pool(NAME)).containsExactly("s1");
    }
  }

  @Test
  void nameOfSomethingElseIsRefusedBeforeAnythingStarts() {
    try (RdsStage stage = stage(cluster(2), 1)) {
      RecordSet theirs =
          RecordSet.of(
              DnsName.of(NAME), RecordType.CNAME, Duration.ofSeconds(60), "www.example.com.");
      stage.zone().put(theirs);

      Report report = stage.create("c");

      assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(report.message()).contains(NAME).contains("pool: name");
      assertThat(stage.records(NAME)).containsExactly(theirs);
      assertThat(stage.rds().calls()).allMatch(call -> call.action().startsWith("Describe"));
    }
  }

  @Test
  void changesWhoseAnswersAreLostAreReadBack() {
    for (Route53Fault fault :
        List.of(
            Route53Fault.ANSWER_LOST_AFTER_COMMIT,
            Route53Fault.LOST_BEFORE_COMMIT,
            Route53Fault.INTERNAL_FAILURE_AFTER_COMMIT,
            Route53Fault.PRIOR_REQUEST_NOT_COMPLETE)) {
      try (RdsStage stage = pooled(cluster(3), 2)) {
        stage.route53().faults().next(Route53Action.CHANGE_RECORD_SETS, fault, fault);
        stage.route53().faults().next(Route53Action.LIST_RECORD_SETS, Route53Fault.THROTTLING);

        assertThat(stage.create("c", 3).message()).as("%s", fault).startsWith("done");
        assertThat(stage.pool(NAME)).containsExactly("s1", "s2", "s3");
        stage.route53().faults().next(Route53Action.CHANGE_RECORD_SETS, fault, fault);
        assertThat(stage.create("c", 1).message()).as("%s", fault).startsWith("done");
        assertThat(stage.records(NAME)).containsExactly(member("s1", 60, 10));
      }
    }
  }

  @Test
  void zoneThatCannotBeReadEndsTheOperationBeforeAnythingStarts() {
    try (RdsStage stage = stage(cluster(2), 1)) {
      stage.route53().faults().deny(Route53Action.LIST_RECORD_SETS);

      Report report = stage.create("c");

      assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
      assertThat(report.message()).contains("route53:ListResourceRecordSets");
      assertThat(stage.rds().calls()).allMatch(call -> call.action().startsWith("Describe"));
    }
  }

  @Test
  void poolNeedsAHostedZoneThatHoldsItsName() {
    try (RdsStage stage = stage(cluster(1), 1);
        RdsNode without = node(stage, "");
        RdsNode elsewhere = node(stage, "dns: {zone: example.com}\n", "replica.example.net")) {
      Map<String, List<String>> options = Map.of("cluster", List.of("c"));

      Report none = without.run("create-cluster", options);
      Report other = elsewhere.run("create-cluster", options);

      assertThat(none.outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(none.message())
          .contains("cluster 'c': pool: found a pool, and no hosted zone for it")
          .contains("dns.zone-id or dns.zone");
      assertThat(other.outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(other.message()).contains("pool.name: found 'replica.example.net'");
      assertThat(stage.rds().calls()).isEmpty();
    }
  }

  private static RdsNode node(RdsStage stage, String dns) {
    return node(stage, dns, NAME);
  }

  private static RdsNode node(RdsStage stage, String dns, String name) {
    return new RdsNode(cluster(1).replace(NAME, name), dns, stage.environment(), stage.time(), 1);
  }

  @Test
  void dryRunShowsEveryStepAndChangesNothing() {
    try (RdsStage stage = pooled(cluster(3), 2)) {
      int before = stage.route53().requests(Route53Action.CHANGE_RECORD_SETS);

      Report report =
          stage.plan(
              "create-cluster", Map.of("cluster", List.of("c"), "max-replicas", List.of("1")));

      assertThat(report.steps().stream().map(Report.StepReport::name))
          .containsExactly(
              "leave the reader pool",
              "wait until s2 is forgotten",
              "remove s2",
              "wait until removed replicas are gone",
              "look again");
      assertThat(stage.route53().requests(Route53Action.CHANGE_RECORD_SETS)).isEqualTo(before);
    }
  }

  /** What is asked for, interrupted anywhere and asked for again. */
  @Test
  void readersAlwaysFindAReplicaWhileOneIsAvailable() {
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      int existing = 1 + random.nextInt(4);
      int wanted = 1 + random.nextInt(4);
      String section =
          random.nextBoolean()
              ? cluster(4)
              : cluster(4)
                  .replace("{id: s1}", "{id: s1, instance-class: db.r6g.large}")
                  .replace("{id: s3}", "{id: s3, instance-class: db.r6g.large}");
      try (RdsStage stage = pooled(section, existing)) {
        stage
            .route53()
            .faults()
            .random(
                new Random(seed),
                15,
                Route53Fault.THROTTLING,
                Route53Fault.LOST_BEFORE_COMMIT,
                Route53Fault.ANSWER_LOST_AFTER_COMMIT,
                Route53Fault.INTERNAL_FAILURE_AFTER_COMMIT);
        stage.rds().next(random.ints(30, 0, LOSSES.size()).mapToObj(LOSSES::get).toList());
        PoolWatch readers = new PoolWatch(stage, NAME, wanted).begin();
        Thread operator = Thread.currentThread();
        for (int crash = 0; crash < 3; crash++) {
          stage.time().after(Duration.ofSeconds(random.nextInt(900)), operator::interrupt);
        }
        Report report = stage.create("c", wanted);
        for (int run = 0; run < 4; run++) {
          Thread.interrupted();
          report = stage.create("c", wanted);
        }

        assertThat(report.outcome()).as("seed %d: %s", seed, report).isEqualTo(Outcome.DONE);
        assertThat(readers.unreadable()).as("seed %d", seed).isEmpty();
        assertThat(stage.pool(NAME))
            .containsExactlyElementsOf(
                IntStream.rangeClosed(1, wanted).mapToObj(i -> "s" + i).toList());
      }
    }
  }

  private static RdsStage stage(String section, int replicas) {
    RdsStage stage = new RdsStage(section);
    stage.account().put(MASTER);
    IntStream.rangeClosed(1, replicas)
        .forEach(i -> stage.account().put(StandInInstance.replica("s" + i, "m1", SMALL)));
    return stage;
  }

  /** The same with all of them in the pool. */
  private static RdsStage pooled(String section, int replicas) {
    RdsStage stage = stage(section, replicas);
    IntStream.rangeClosed(1, replicas).forEach(i -> stage.zone().put(member("s" + i, 60, 10)));
    return stage;
  }

  private static RecordSet member(String id, int ttl, int weight) {
    return RecordSet.of(
            DnsName.of(NAME),
            RecordType.CNAME,
            Duration.ofSeconds(ttl),
            id + ".abc.eu-west-1.rds.amazonaws.com.")
        .weighted(id, weight);
  }

  private static String cluster(int replicas) {
    String list =
        IntStream.rangeClosed(1, replicas)
            .mapToObj(i -> "{id: s%d}".formatted(i))
            .collect(Collectors.joining(", "));
    return "{wait: {deadline: 3h}, clusters: {c: {master: {instance-id: m1}, replicas: [%s], pool: {name: %s}}}}"
        .formatted(list, NAME);
  }
}
