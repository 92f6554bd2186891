package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.Report.StepReport;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Step;
import io.ec2cluster.testing.standin.TestSecrets;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Init with real servers on loopback addresses, over the local back end. */
class PostgresInitIT {
  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void stopServers() {
    cluster.close();
  }

  @Test
  void threeNodesAtTheSameInstantBecomeOnePrimaryAndTwoStreamingReplicas() {
    List<Node> nodes = List.of(cluster.node(11), cluster.node(12), cluster.node(13));

    List<CompletableFuture<Report>> runs =
        nodes.stream()
            .map(node -> CompletableFuture.supplyAsync(() -> cluster.init(node)))
            .toList();
    List<Report> reports = runs.stream().map(CompletableFuture::join).toList();

    assertThat(reports).allSatisfy(report -> assertDone(report));
    assertThat(reports)
        .extracting(report -> report.role().orElse(""))
        .containsExactlyInAnyOrder("primary", "replica", "replica");
    Node primary = primaryOf(nodes, reports);
    cluster.sql(primary, "CREATE TABLE t AS SELECT 7 AS x;");
    for (Node node : nodes) {
      cluster.awaitSql(node, "SELECT x FROM t;", "7");
    }
    assertThat(
            cluster.sql(
                primary,
                "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
                    + " AND application_name LIKE 'i-%';"))
        .isEqualTo("2");
  }

  @Test
  void secondRunChangesNothing() throws IOException {
    Node primary = cluster.node(11);
    Node replica = cluster.node(12);
    assertDone(cluster.init(primary));
    assertDone(cluster.init(replica));
    Map<Path, Object> before = times(cluster.folder());
    Optional<Long> process = processOf(replica);

    Report again = cluster.init(primary);
    Report replicaAgain = cluster.init(replica);

    assertDone(again);
    assertDone(replicaAgain);
    assertThat(done(again)).doesNotContain("make the data directory", "write the settings");
    assertThat(done(again)).doesNotContain("let the replication user connect", "let replicas in");
    assertThat(done(again)).doesNotContain("start postgres");
    assertThat(done(replicaAgain)).doesNotContain("copy the data", "write the settings");
    assertThat(done(replicaAgain)).doesNotContain("start postgres");
    assertThat(times(cluster.folder())).isEqualTo(before);
    assertThat(processOf(replica)).isEqualTo(process).isPresent();
  }

  @Test
  void passwordKeepsOthersOutAndReachesTheReplicaThroughAPassFile() throws IOException {
    Path right = secret("right", "p a's:s\\word%" + TestSecrets.MARK);
    Path wrong = secret("wrong", "guessed, " + TestSecrets.MARK);
    Node primary = cluster.node(11, settings -> settings.passwordFile(right));
    Node stranger = cluster.node(12, settings -> settings.passwordFile(wrong));
    Node replica = cluster.node(13, settings -> settings.passwordFile(right));

    assertDone(cluster.init(primary));
    Report refused = cluster.init(stranger);
    Report joined = cluster.init(replica);

    assertThat(refused.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(refused.message())
        .contains("28P01", "postgres.password-file", "127.0.0.11")
        .doesNotContain("guessed");
    assertThat(stranger.data()).doesNotExist();
    assertDone(joined);
    assertThat(joined.toString()).doesNotContain("p a's");
    assertThat(cluster.sql(primary, "SELECT count(*) FROM pg_stat_replication;")).isEqualTo("1");
    assertThat(Files.readString(replica.data().resolve("ec2cluster.conf")))
        .contains("passfile=")
        .doesNotContain("p a");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(
                    replica.data().resolveSibling("data.ec2cluster-pgpass"))))
        .isEqualTo("rw-------");
    assertThat(Files.readString(primary.data().resolveSibling("data.log"))).doesNotContain("p a");
  }

  @Test
  void killedAfterEveryStepTheNextRunsEndInTheSameState() throws IOException {
    Node primary = cluster.node(11);
    Node replica = cluster.node(12);

    becomeWithDeaths(primary, Role.PRIMARY, TestCluster.founder(primary));
    becomeWithDeaths(replica, Role.REPLICA, TestCluster.replicaOf(primary, Optional.empty()));

    EngineNode engine = cluster.engine(replica);
    assertThat(engine.probe().running()).isEqualTo(Probe.Running.YES);
    assertThat(engine.probe().role()).contains(Role.REPLICA);
    assertThat(engine.unfitForReaders()).isEmpty();
    assertThat(engine.probe().dataIdentity())
        .isEqualTo(cluster.engine(primary).probe().dataIdentity());
    assertThat(cluster.sql(primary, "SELECT slot_name, active FROM pg_replication_slots;"))
        .isEqualTo("i_12|t");
    assertThat(siblings(primary)).containsExactlyInAnyOrder("data", "data.log", "data.socket");
    assertThat(siblings(replica)).containsExactlyInAnyOrder("data", "data.log", "data.socket");
  }

  @Test
  void whatAKilledCopyLeftIsRemoved() throws IOException {
    Node primary = cluster.node(11);
    Path left = primary.data().resolveSibling("data.ec2cluster-new-00ff");
    Files.createDirectories(left.resolve("base"));
    Files.writeString(left.resolve("base/1"), "half a copy");

    assertDone(cluster.init(primary));

    assertThat(left).doesNotExist();
  }

  @Test
  void changedSettingsAreTakenUpByARunningServer() {
    Node primary = cluster.node(11);
    assertDone(cluster.init(primary));
    Optional<Long> process = processOf(primary);
    Node reloads = cluster.again(primary, settings -> settings.settings(Map.of("work_mem", "5MB")));
    Node restarts =
        cluster.again(primary, settings -> settings.settings(Map.of("max_connections", "33")));

    Report reloaded = cluster.init(reloads);
    String workMem = cluster.sql(primary, "SHOW work_mem;");
    Report waiting = cluster.init(restarts);

    assertDone(reloaded);
    assertThat(workMem).isEqualTo("5MB");
    assertDone(waiting);
    assertThat(waiting.notes()).anyMatch(note -> note.contains("wait for a restart"));
    assertThat(processOf(primary)).isEqualTo(process);
  }

  @Test
  void replicaTurnsToThePrimarysNameOnceThatIsSafe() {
    Node primary = cluster.node(11, s -> s.listenAddresses(List.of("127.0.0.11", "127.0.0.21")));
    Node replica = cluster.node(12);
    Commands commands = new ProcessCommands(System.getenv());
    OperationContext plain = cluster.context(replica, commands);
    OperationContext late =
        cluster.context(replica, commands, new LateNameCloud(plain.cloud(), "127.0.0.21", 6));
    assertThat(cluster.become(primary, Role.PRIMARY, TestCluster.founder(primary)).outcome())
        .isEqualTo(Outcome.DONE);

    var joined =
        cluster.become(
            new PostgresEngine().node(late), Role.REPLICA, TestCluster.replicaOfPublished(primary));

    assertThat(joined.outcome()).as(joined.message()).isEqualTo(Outcome.DONE);
    assertThat(cluster.sql(replica, "SELECT sender_host FROM pg_stat_wal_receiver;"))
        .isEqualTo("127.0.0.21");
    assertThat(joined.steps())
        .anySatisfy(
            step -> {
              assertThat(step.name()).isEqualTo("follow the primary's name");
              assertThat(step.outcome()).isEqualTo(StepOutcome.DONE);
            });
  }

  @Test
  void replicaThatWaitsForNoNameKeepsTheAddressUntilItIsRunAgain() {
    Node primary = cluster.node(11, s -> s.listenAddresses(List.of("127.0.0.11", "127.0.0.21")));
    Node replica = cluster.node(12, s -> s.nameTimeout(Duration.ZERO));
    Commands commands = new ProcessCommands(System.getenv());
    Cloud cloud = cluster.context(replica, commands).cloud();
    OperationContext never =
        cluster.context(
            replica, commands, new LateNameCloud(cloud, "127.0.0.21", Integer.MAX_VALUE));
    OperationContext safe =
        cluster.context(replica, commands, new LateNameCloud(cloud, "127.0.0.21", 0));
    assertThat(cluster.become(primary, Role.PRIMARY, TestCluster.founder(primary)).outcome())
        .isEqualTo(Outcome.DONE);
    Supplier<Assignment> assignment = TestCluster.replicaOfPublished(primary);

    var joined = cluster.become(new PostgresEngine().node(never), Role.REPLICA, assignment);
    String before = cluster.sql(replica, "SELECT sender_host FROM pg_stat_wal_receiver;");
    var again = cluster.become(new PostgresEngine().node(safe), Role.REPLICA, assignment);

    assertThat(joined.outcome()).as(joined.message()).isEqualTo(Outcome.DONE);
    assertThat(joined.notes())
        .anyMatch(note -> note.contains("follows the address 127.0.0.11"))
        .anyMatch(note -> note.contains("the next init changes to it"));
    assertThat(before).isEqualTo("127.0.0.11");
    assertThat(again.outcome()).as(again.message()).isEqualTo(Outcome.DONE);
    cluster.awaitSql(replica, "SELECT sender_host FROM pg_stat_wal_receiver;", "127.0.0.21");
  }

  @Test
  void replicaMayListThePoolAndFollowsWhoTakesWrites() {
    Node primary = cluster.node(11);
    Node member = cluster.node(12);
    Node lister =
        cluster.node(13, s -> s.primaryConninfo(PostgresSettings.PrimaryConninfo.MULTI_HOST));
    assertDone(cluster.init(primary));
    assertDone(cluster.init(member));

    assertDone(cluster.init(lister));
    Report again = cluster.init(lister);

    assertThat(cluster.sql(lister, "SHOW primary_conninfo;"))
        .contains("host='127.0.0.11,127.0.0.12'", "target_session_attrs='read-write'");
    assertThat(cluster.sql(lister, "SELECT sender_host FROM pg_stat_wal_receiver;"))
        .isEqualTo("127.0.0.11");
    assertThat(done(again)).doesNotContain("write the settings", "follow the primary's name");
  }

  @Test
  void stoppedServersStartAgainInTheirRoles() {
    Node primary = cluster.node(11);
    Node replica = cluster.node(12);
    assertDone(cluster.init(primary));
    assertDone(cluster.init(replica));
    cluster.stop(replica, "immediate");
    cluster.stop(primary, "immediate");

    assertDone(cluster.init(primary));
    assertDone(cluster.init(replica));

    assertThat(cluster.sql(primary, "SELECT pg_is_in_recovery();")).isEqualTo("f");
    assertThat(cluster.sql(replica, "SELECT pg_is_in_recovery();")).isEqualTo("t");
  }

  @Test
  void nothingIsWrittenWhereTheUserManagesTheServer() {
    Node primary = cluster.node(11, settings -> settings.manage(false).settings(Map.of()));
    Supplier<Assignment> founder = TestCluster.founder(primary);

    var result = cluster.run(cluster.engine(primary).prepare(Role.PRIMARY, founder));

    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.DONE);
    assertThat(primary.data().resolve("ec2cluster.conf")).doesNotExist();
    assertThat(OwnedFiles.read(primary.data().resolve("pg_hba.conf"))).doesNotContain("ec2cluster");
    assertThat(result.notes())
        .anyMatch(note -> note.contains("set wal_log_hints = 'on'"))
        .anyMatch(note -> note.contains("pg_hba.conf needs"))
        .anyMatch(note -> note.contains("'replicator'"));
  }

  /** Each round does one step more than the one before and then forgets everything it knew. */
  private void becomeWithDeaths(Node node, Role role, Supplier<Assignment> assignment) {
    int count = steps(node, role, assignment).size();
    for (int alive = 1; alive <= count; alive++) {
      List<Step> steps = steps(node, role, assignment).subList(0, alive);
      var result = cluster.run(steps);
      assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.DONE);
      assertThat(cluster.engine(node).data().madeFor().orElse(role))
          .as("what boots after %s steps", alive)
          .isEqualTo(role);
    }
  }

  private List<Step> steps(Node node, Role role, Supplier<Assignment> assignment) {
    EngineNode engine = cluster.engine(node);
    List<Step> steps = new ArrayList<>(engine.prepare(role, assignment));
    steps.addAll(engine.start(role, assignment));
    steps.addAll(engine.verify(role, assignment));
    return steps;
  }

  private Path secret(String name, String password) throws IOException {
    Path file = cluster.folder().resolve(name);
    Files.writeString(file, password + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private static void assertDone(Report report) {
    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
  }

  private static List<String> done(Report report) {
    return report.steps().stream()
        .filter(step -> step.outcome() == StepOutcome.DONE)
        .map(StepReport::name)
        .toList();
  }

  private static Node primaryOf(List<Node> nodes, List<Report> reports) {
    for (int i = 0; i < nodes.size(); i++) {
      if (reports.get(i).role().equals(Optional.of("primary"))) {
        return nodes.get(i);
      }
    }
    throw new AssertionError("no primary");
  }

  private static Optional<Long> processOf(Node node) {
    return new ServerProcesses(node.data()).postmaster().map(PostmasterFile::pid);
  }

  private static List<String> siblings(Node node) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(node.data().getParent())) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    return names;
  }

  /** When the files that ec2cluster writes were written. */
  private static Map<Path, Object> times(Path folder) throws IOException {
    Map<Path, Object> times = new TreeMap<>();
    for (String node : List.of("node11", "node12")) {
      Path data = folder.resolve(node).resolve("data");
      for (String name :
          List.of("ec2cluster.conf", "postgresql.conf", "pg_hba.conf", "postmaster.pid")) {
        times.put(data.resolve(name), Files.getLastModifiedTime(data.resolve(name)));
      }
    }
    return times;
  }
}
