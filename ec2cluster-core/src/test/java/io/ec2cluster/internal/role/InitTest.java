package io.ec2cluster.internal.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.ClusterSettings.CloudKind;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.config.Template;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaseCheckOptions;
import io.ec2cluster.role.LeaseRefoundOptions;
import io.ec2cluster.role.LeaseReleaseOptions;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.EmptyReturn;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.Query.Answer;
import io.ec2cluster.testing.FakeCloud;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code init} and the lease operations through the facade, over a zone and engines in memory. */
class InitTest {
  private static final DnsName PRIMARY = DnsName.of("primary.maindb.example.com");
  private static final DnsName REPLICA = DnsName.of("replica.maindb.example.com");

  private final FakeHostedZone zone = FakeHostedZone.of("example.com");
  private final FakeTime time = new FakeTime();
  private final MemoryEngine first = new MemoryEngine();
  private final MemoryEngine second = new MemoryEngine();
  private final Path state;
  private Optional<String> target = Optional.empty();
  private OwnerLife life = OwnerLife.NOT_PROVEN;

  InitTest(@TempDir Path state) {
    this.state = state;
  }

  @Test
  void theFirstNodeFoundsAndTheSecondFollows() {
    Report primary = init(1, first);
    Report replica = init(2, second);

    assertThat(primary.outcome()).as(primary.message()).isEqualTo(Outcome.DONE);
    assertThat(primary.role()).contains("primary");
    assertThat(primary.epoch()).hasValue(1);
    assertThat(first.acts)
        .containsExactly("prepare primary", "(founding)", "start primary", "verify primary");
    assertThat(targets(PRIMARY)).containsExactly("10.0.0.1");
    assertThat(replica.role()).contains("replica");
    assertThat(second.acts)
        .containsExactly("prepare replica", "(no founding)", "start replica", "verify replica");
    assertThat(targets(REPLICA)).containsExactly("10.0.0.2");
  }

  @Test
  void aFirstInitReadsTheZoneOnceAndAReplicaToo() {
    init(1, first);
    assertThat(List.of(zone.listings(), zone.batches())).containsExactly(1, 2);

    init(2, second);
    assertThat(List.of(zone.listings(), zone.batches())).containsExactly(2, 3);
  }

  @Test
  void aDryRunShowsBothBranchesAndWritesNothing() {
    Report report = run(1, first, "init", InitOptions.defaults(), true);

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(report.steps())
        .extracting(Report.StepReport::name)
        .contains("claim the role", "start primary", "start replica", "join the replica pool");
    assertThat(zone.contents()).isEmpty();
    assertThat(first.acts).isEmpty();
  }

  @Test
  void aPrimaryThatFailsToStartGivesItsClaimBackAfterItIsStopped() {
    first.failingAct = Optional.of("start primary");

    Report report = init(1, first);

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(report.message()).contains("start primary fails");
    assertThat(first.acts).endsWith("start primary", "stop");
    assertThat(report.steps())
        .anySatisfy(step -> assertThat(step.outcome()).isEqualTo(StepOutcome.UNDONE));
    assertThat(lease(1, first)).contains("free");
    assertThat(init(2, second).role()).contains("primary");
  }

  @Test
  void aClaimIsKeptWhileTheEngineIsNotProvenStopped() {
    first.failingAct = Optional.of("stop");
    first.beforeVerify =
        () -> {
          throw new DeadlineException("it does not answer");
        };

    Report report = init(1, first);

    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(report.steps())
        .anySatisfy(step -> assertThat(step.outcome()).isEqualTo(StepOutcome.UNDO_FAILED));
    assertThat(lease(1, first)).contains("claimed");
  }

  @Test
  void aReturningPrimaryThatFailsKeepsItsRecordAndItsEngine() {
    init(1, first);
    first.running = Optional.empty();
    first.failingAct = Optional.of("verify primary");

    Report report = init(1, first);

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(first.acts).doesNotContain("stop");
    assertThat(lease(1, first)).contains("published");
  }

  @Test
  void aNameThatAppearsBeforePublishStopsTheEngineAndFreesTheRecord() {
    first.beforeVerify =
        () -> zone.put(RecordSet.of(PRIMARY, RecordType.A, Duration.ofSeconds(60), "10.9.9.9"));

    Report report = init(1, first);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("is taken", "10.9.9.9");
    assertThat(first.running).isEmpty();
    assertThat(targets(PRIMARY)).containsExactly("10.9.9.9");
    assertThat(lease(1, first)).contains("free");
  }

  @Test
  void theNameFollowsAPrimaryThatComesBackWithAnotherAddress() {
    init(1, first);
    target = Optional.of("moved.example.com");

    Report report = init(1, first);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(targets(PRIMARY)).containsExactly("moved.example.com");
    assertThat(report.epoch()).hasValue(1);
  }

  @Test
  void aPublishedPrimaryThatLostItsDiskNeitherFoundsNorFollows() {
    init(1, first);
    MemoryEngine empty = new MemoryEngine();

    Report report = init(1, empty);

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("its data is gone", "promote", "refound");
    assertThat(empty.acts).isEmpty();
  }

  @Test
  void aDeadPublishedPrimaryIsNotFoundedAnew() {
    init(1, first);
    life = OwnerLife.DEAD;

    Report report = init(2, second);

    assertThat(report.role()).contains("replica");
    assertThat(second.acts).contains("(no founding)");
  }

  @Test
  void aLiveClaimantMakesOthersWaitUntilTheirDeadline() {
    first.failingAct = Optional.of("stop");
    first.beforeVerify =
        () -> {
          throw new EnvironmentException("slow");
        };
    init(1, first);

    Report report = init(2, second);

    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(report.message()).contains("i-1", "lease release --force");
    assertThat(second.acts).isEmpty();
  }

  @Test
  void aDeadClaimantThatNeverPublishedIsTakenOver() {
    aLiveClaimantMakesOthersWaitUntilTheirDeadline();
    life = OwnerLife.DEAD;

    Report report = init(2, second);

    assertThat(report.role()).contains("primary");
    assertThat(report.epoch()).hasValue(2);
    assertThat(targets(PRIMARY)).containsExactly("10.0.0.2");
  }

  @Test
  void aReplicaThatIsNotFitStaysOutOfThePool() {
    init(1, first);
    second.unfit = Optional.of("20 MiB behind");

    Report report = init(2, second);

    assertThat(report.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(targets(REPLICA)).isEmpty();
    assertThat(second.running).contains(Role.REPLICA);
  }

  @Test
  void leaseReleaseByTheOwnerNeedsAStoppedEngineAndRefoundAnAcceptedLoss() {
    init(1, first);

    Report running = run(1, first, "lease release", new LeaseReleaseOptions(false), false);
    first.running = Optional.empty();
    Report stopped = run(1, first, "lease release", new LeaseReleaseOptions(false), false);
    Report notAccepted = run(1, first, "lease refound", new LeaseRefoundOptions(false), false);
    Report refound = run(1, first, "lease refound", new LeaseRefoundOptions(true), false);

    assertThat(running.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(stopped.outcome()).as(stopped.message()).isEqualTo(Outcome.DONE);
    assertThat(notAccepted.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refound.outcome()).as(refound.message()).isEqualTo(Outcome.DONE);
    assertThat(targets(PRIMARY)).isEmpty();
    assertThat(init(2, second).role()).contains("primary");
  }

  @Test
  void leaseCheckTellsTheOwnerFromTheOthersAndWhetherAnEngineMayStart() {
    init(1, first);
    init(2, second);

    assertThat(check(1, first, false)).isZero();
    assertThat(check(2, second, false)).isEqualTo(10);
    assertThat(check(1, first, true)).isZero();
    assertThat(check(2, second, true)).as("as a replica").isZero();
    second.holds("data-1", Role.PRIMARY);
    assertThat(check(2, second, true)).as("as a primary without the record").isEqualTo(10);
    assertThat(check(3, new MemoryEngine(), true)).as("without data").isEqualTo(10);
  }

  @Test
  void aPrimaryThatLostItsDataStartsOnlyIfItsEngineSeesNoHarmOrItIsAcceptedExplicitly() {
    init(1, first);
    init(2, second);
    first.running = Optional.empty();
    first.data = NodeData.empty("nothing in memory");

    assertThat(init(1, first).message()).contains("its data is gone", "refound");
    assertThat(run(1, first, "init", new InitOptions(Optional.empty(), true), false).outcome())
        .as("an engine that never starts so")
        .isEqualTo(Outcome.REFUSED);

    first.emptyReturn = Optional.of(new EmptyReturn(false, "i-2 has more"));
    assertThat(init(1, first).message()).contains("i-2 has more beside [i-2 ", "--accept-empty");
    assertThat(check(1, first, true)).isEqualTo(10);
    first.acts.clear();
    Report accepted = run(1, first, "init", new InitOptions(Optional.empty(), true), false);
    assertThat(accepted.role()).as(accepted.message()).contains("primary");
    assertThat(first.acts).contains("(founding)", "start primary");
  }

  @Test
  void aPrimaryWhoseEmptinessIsHarmlessComesBackAlsoAtBoot() {
    init(1, first);
    first.running = Optional.empty();
    first.data = NodeData.empty("nothing in memory");
    first.emptyReturn = Optional.of(new EmptyReturn(true, "nobody has more"));

    assertThat(check(1, first, true)).isZero();
    assertThat(check(2, second, true)).as("not the owner").isEqualTo(10);
    assertThat(init(1, first).role()).contains("primary");
  }

  private int check(int node, MemoryEngine engine, boolean start) {
    return ask(node, engine, "lease check", new LeaseCheckOptions(start)).exitCode();
  }

  private String lease(int node, MemoryEngine engine) {
    return ask(node, engine, "lease show", new NoSettings()).text();
  }

  private List<String> targets(DnsName name) {
    return zone.list(name).stream()
        .filter(set -> set.name().equals(name))
        .flatMap(set -> set.target().stream())
        .toList();
  }

  private Report init(int node, MemoryEngine engine) {
    return run(node, engine, "init", InitOptions.defaults(), false);
  }

  private Report run(
      int node, MemoryEngine engine, String operation, Record options, boolean dryRun) {
    try (Ec2Cluster cluster = cluster(node, engine)) {
      return cluster.run("memory", operation, options, dryRun);
    }
  }

  private Answer ask(int node, MemoryEngine engine, String operation, Record options) {
    try (Ec2Cluster cluster = cluster(node, engine)) {
      return cluster.ask("memory", operation, options);
    }
  }

  private Ec2Cluster cluster(int node, MemoryEngine engine) {
    FakeCloud cloud =
        new FakeCloud(
            InstanceMetadata.of(Map.of("instance-id", "i-" + node, "local-ipv4", "10.0.0." + node)),
            zone);
    cloud.life("i-1", life);
    return Ec2Cluster.builder()
        .catalog(EngineCatalog.of(engine))
        .settings(settings())
        .cloud(cloud)
        .environment(Map.of())
        .time(time)
        .random(new Random(node))
        .build();
  }

  private ClusterSettings settings() {
    ClusterSettings.Dns dns =
        ClusterSettings.Dns.of("Z1", PRIMARY.text(), Optional.of(REPLICA.text()));
    ClusterSettings.Dns withTarget =
        new ClusterSettings.Dns(
            dns.zoneId(),
            dns.zone(),
            dns.privateZone(),
            dns.primaryName(),
            dns.replicaName(),
            dns.ttl(),
            dns.primaryTtl(),
            dns.replicaTtl(),
            target.map(Template::of),
            dns.weight(),
            dns.settle());
    return ClusterSettings.of("maindb", CloudKind.LOCAL, Optional.of(state), withTarget);
  }
}
