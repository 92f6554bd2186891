package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Rejoining;
import io.ec2cluster.spi.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Former primaries that come back, with real servers. */
class RejoinIT {
  private static final Rejoining RECLONE = new Rejoining(true, false);

  private final TestCluster cluster = new TestCluster();
  private Node former = cluster.node(11);
  private final Node primary = cluster.node(12);
  private final Supplier<Assignment> assignment = TestCluster.replicaOf(primary, Optional.empty());

  @AfterEach
  void stopServers() {
    cluster.close();
  }

  @Test
  void formerPrimaryWhoseLogWasReceivedFollowsInPlace() throws IOException {
    found();
    cluster.stop(former, "fast");
    promote();
    Object before = Files.getAttribute(former.data(), "unix:ino");

    RunResult result = rejoin(Rejoining.inPlace());

    assertFollows(result);
    assertThat(result.notes()).anyMatch(note -> note.contains("nothing has to be rewound"));
    assertThat(Files.getAttribute(former.data(), "unix:ino")).isEqualTo(before);
    assertThat(Files.exists(former.data().resolve("backup_label.old"))).isFalse();
  }

  @Test
  void formerPrimaryThatWroteOnIsRewound() throws IOException {
    found();
    diverge("fast");

    RunResult result = rejoin(Rejoining.inPlace());

    assertFollows(result);
    assertThat(result.notes()).anyMatch(note -> note.contains("rewound"));
    assertThat(siblings("rewinding", "old")).isEmpty();
  }

  @Test
  void crashedFormerPrimaryIsRecoveredAndRewoundAndEveryStepMayBeTheLast() throws IOException {
    found();
    diverge("immediate");

    int count = steps(former, Rejoining.inPlace()).size();
    for (int alive = 1; alive < count; alive++) {
      RunResult part = cluster.run(steps(former, Rejoining.inPlace()).subList(0, alive));
      assertThat(part.outcome()).as(part.message()).isEqualTo(Outcome.DONE);
    }

    assertFollows(rejoin(Rejoining.inPlace()));
    assertThat(siblings("rewinding", "old")).isEmpty();
  }

  @Test
  void withoutHintsItIsRefusedUntilAFreshCopyIsAllowed() throws IOException {
    former = cluster.again(former, s -> s.settings(Map.of("fsync", "off", "wal_log_hints", "off")));
    found();
    diverge("fast");

    RunResult refused = rejoin(Rejoining.inPlace());

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.message()).contains("wal_log_hints", "--reclone", "went on after");
    assertThat(cluster.engine(former).data().madeFor()).contains(Role.PRIMARY);
    assertFollows(rejoin(RECLONE));
    List<Path> old = siblings("old");
    assertThat(old).hasSize(1);
    assertThat(old.get(0).resolve("PG_VERSION")).exists();
  }

  @Test
  void rewindThatIsInterruptedStartsNowhereAndIsGoneOnWith() throws IOException {
    found();
    diverge("fast");
    Path bin = cluster.binWith("pg_rewind", dryRunOr("exit 1"));
    Node dying = cluster.again(former, s -> s.binDirectory(bin));

    RunResult first = cluster.run(steps(dying, Rejoining.inPlace()));

    assertThat(first.outcome()).as(first.message()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    EngineNode engine = cluster.engine(former);
    assertThat(engine.data().madeFor()).contains(Role.PRIMARY);
    assertThat(engine.data().identity()).isEqualTo(cluster.engine(primary).data().identity());
    assertThat(former.data().resolve("PG_VERSION")).doesNotExist();
    assertThat(cluster.run(engine.prepare(Role.REPLICA, assignment)).outcome())
        .isEqualTo(Outcome.REFUSED);
    // The next time pg_rewind does its work, and whoever started it does not live to see it.
    TestCluster.script(
        bin.resolve("pg_rewind"), dryRunOr(TestCluster.bin("pg_rewind") + " \"$@\"; exit 1"));
    RunResult second = cluster.run(steps(dying, Rejoining.inPlace()));
    assertThat(second.outcome()).as(second.message()).isEqualTo(Outcome.ENVIRONMENT_FAILED);

    assertFollows(rejoin(Rejoining.inPlace()));
    assertThat(siblings("rewinding", "old")).isEmpty();
  }

  @Test
  void logThatIsGoneAndRightsThatAreMissingAreNamedAndOldDataMayBeDiscarded() throws IOException {
    found();
    diverge("fast");
    cluster.sql(primary, "REVOKE EXECUTE ON FUNCTION pg_read_binary_file(text) FROM replicator;");

    RunResult rights = rejoin(Rejoining.inPlace());
    cluster.sql(primary, "GRANT EXECUTE ON FUNCTION pg_read_binary_file(text) TO replicator;");
    try (Stream<Path> files = Files.list(former.data().resolve("pg_wal"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    RunResult gone = rejoin(Rejoining.inPlace());

    assertThat(rights.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(rights.message()).contains("pg_read_binary_file", "--reclone");
    assertThat(gone.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(gone.message()).contains("pg_wal", "--reclone");
    assertFollows(rejoin(new Rejoining(true, true)));
    assertThat(siblings("rewinding", "old", "discarded")).isEmpty();
  }

  private void found() {
    // Without core, which would publish a name that nothing here moves to the new primary.
    RunResult founded = cluster.become(former, Role.PRIMARY, TestCluster.founder(former));
    assertThat(founded.outcome()).as(founded.message()).isEqualTo(Outcome.DONE);
    RunResult joined =
        cluster.become(primary, Role.REPLICA, TestCluster.replicaOf(former, Optional.empty()));
    assertThat(joined.outcome()).as(joined.message()).isEqualTo(Outcome.DONE);
    cluster.sql(former, "CREATE TABLE t AS SELECT 'both' AS x;");
    cluster.awaitSql(primary, "SELECT x FROM t;", "both");
  }

  /** The former primary acknowledges rows that nobody receives, and stops. */
  private void diverge(String mode) {
    cluster.stop(primary, "fast");
    cluster.sql(former, "INSERT INTO t VALUES ('lost');");
    cluster.stop(former, mode);
    cluster.start(primary);
    promote();
  }

  private void promote() {
    RunResult promoted =
        cluster.run(cluster.engine(primary).promote(TestCluster.promoted(primary, List.of())));
    assertThat(promoted.outcome()).as(promoted.message()).isEqualTo(Outcome.DONE);
    cluster.sql(primary, "INSERT INTO t VALUES ('new');");
  }

  private RunResult rejoin(Rejoining how) {
    return cluster.run(steps(former, how));
  }

  private List<Step> steps(Node node, Rejoining how) {
    return cluster.engine(node).rejoin(assignment, how);
  }

  private void assertFollows(RunResult result) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.DONE);
    assertThat(cluster.engine(former).data().madeFor()).contains(Role.REPLICA);
    EngineNode engine = cluster.engine(former);
    List<Step> steps = new ArrayList<>(engine.start(Role.REPLICA, assignment));
    steps.addAll(engine.verify(Role.REPLICA, assignment));
    RunResult started = cluster.run(steps);
    String log = OwnedFiles.read(former.data().resolveSibling("data.log"));
    assertThat(started.outcome()).as(started.message() + log).isEqualTo(Outcome.DONE);
    cluster.awaitSql(former, "SELECT string_agg(x, ' ' ORDER BY x) FROM t;", "both new");
    assertThat(cluster.sql(primary, "SELECT application_name FROM pg_stat_replication;"))
        .isEqualTo("i-11");
  }

  private static String dryRunOr(String act) {
    return "case \"$*\" in *--dry-run*) exec "
        + TestCluster.bin("pg_rewind")
        + " \"$@\";; esac\necho 'connection to server was lost' >&2\n"
        + act;
  }

  private List<Path> siblings(String... marks) throws IOException {
    try (Stream<Path> all = Files.list(former.data().getParent())) {
      return all.filter(
              path ->
                  Stream.of(marks)
                      .anyMatch(
                          mark ->
                              path.getFileName().toString().startsWith("data.ec2cluster-" + mark)))
          .toList();
    }
  }
}
