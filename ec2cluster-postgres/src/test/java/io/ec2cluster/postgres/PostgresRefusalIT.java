package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What init refuses, and what it leaves behind when something fails. */
class PostgresRefusalIT {
  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void stopServers() {
    cluster.close();
  }

  @Test
  void dataOfAnotherClusterIsRefusedWithBothIdentities() {
    Node primary = cluster.node(11);
    Node foreign = cluster.node(12);
    assertDone(cluster.become(primary, Role.PRIMARY, TestCluster.founder(primary)));
    assertDone(cluster.become(foreign, Role.PRIMARY, TestCluster.founder(foreign)));
    String here = cluster.engine(foreign).data().identity().orElseThrow();
    String there = cluster.engine(primary).data().identity().orElseThrow();

    RunResult refused =
        cluster.become(foreign, Role.REPLICA, TestCluster.replicaOf(primary, Optional.empty()));

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.message()).contains(here, there, "belongs to another cluster");
    assertThat(cluster.engine(foreign).probe().role()).contains(Role.PRIMARY);
    assertThat(foreign.data().resolve("standby.signal")).doesNotExist();
    assertThat(cluster.sql(primary, "SELECT count(*) FROM pg_replication_slots;")).isEqualTo("0");
  }

  @Test
  void anotherServerAtTheRecordedAddressIsNoPrimary() {
    Node primary = cluster.node(11);
    Node replica = cluster.node(12);
    assertDone(cluster.become(primary, Role.PRIMARY, TestCluster.founder(primary)));

    RunResult refused =
        cluster.become(replica, Role.REPLICA, TestCluster.replicaOf(primary, Optional.of("42")));

    assertThat(refused.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(refused.message()).contains("another server answers there", "42");
    assertThat(replica.data()).doesNotExist();
  }

  @Test
  void emptyPrimaryOfAPublishedClusterIsRefused() {
    Node primary = cluster.node(11);

    RunResult refused =
        cluster.run(
            cluster
                .engine(primary)
                .prepare(Role.PRIMARY, TestCluster.replicaOf(primary, Optional.of("42"))));

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.message()).contains("does not found the cluster", "lease refound");
    assertThat(primary.data()).doesNotExist();
  }

  @Test
  void takenPortIsNamedAndTheClaimGivenBack() throws IOException {
    Node primary = cluster.node(11);
    Report failed;
    try (ServerSocket other =
        new ServerSocket(cluster.port(), 1, InetAddress.getByName(primary.address()))) {
      assertThat(other.isBound()).isTrue();
      failed = cluster.init(primary);
    }

    Report again = cluster.init(primary);

    assertThat(failed.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(failed.message()).contains("Address already in use", "data.log");
    assertThat(failed.notes()).anyMatch(note -> note.contains("the claim was given back"));
    assertThat(again.outcome()).as(again.message()).isEqualTo(Outcome.DONE);
  }

  @Test
  void fullDiskLeavesNoHalfCopyAndNoSlot() throws IOException {
    Node primary = cluster.node(11);
    Node replica =
        cluster.node(
            12,
            settings ->
                settings.binDirectory(
                    cluster.binWith(
                        "pg_basebackup",
                        "echo 'half' > \"$2/PG_VERSION\"\n"
                            + "echo 'pg_basebackup: error: could not write to file \"base.tar\":"
                            + " No space left on device' >&2\nexit 1")));
    assertDone(cluster.become(primary, Role.PRIMARY, TestCluster.founder(primary)));

    RunResult failed =
        cluster.become(replica, Role.REPLICA, TestCluster.replicaOf(primary, Optional.empty()));

    assertThat(failed.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(failed.message()).contains("No space left on device", "The disk is full");
    assertThat(replica.data()).doesNotExist();
    try (var left = Files.list(replica.data().getParent())) {
      assertThat(left).isEmpty();
    }
    assertThat(cluster.sql(primary, "SELECT count(*) FROM pg_replication_slots;")).isEqualTo("0");
  }

  @Test
  void brokenSettingFailsTheStartWithTheServersOwnWords() {
    Node primary =
        cluster.node(11, settings -> settings.settings(Map.of("shared_buffers", "much")));

    RunResult failed = cluster.become(primary, Role.PRIMARY, TestCluster.founder(primary));

    assertThat(failed.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(failed.message()).contains("invalid value for parameter \"shared_buffers\"");
    assertThat(cluster.engine(primary).probe().running()).isEqualTo(Probe.Running.NO);
  }

  @Test
  void promotedReplicaWritesAndItsOrderlyStoppedPrimaryFollowsIt() {
    Node old = cluster.node(11);
    Node next = cluster.node(12);
    assertDone(cluster.become(old, Role.PRIMARY, TestCluster.founder(old)));
    assertDone(cluster.become(next, Role.REPLICA, TestCluster.replicaOf(old, Optional.empty())));
    cluster.sql(old, "CREATE TABLE t AS SELECT 1 AS x;");
    assertDone(cluster.run(cluster.engine(old).stop()));

    RunResult promoted = cluster.run(cluster.engine(next).promote(TestCluster.founder(next)));
    cluster.sql(next, "INSERT INTO t VALUES (2);");
    RunResult followed =
        cluster.become(old, Role.REPLICA, TestCluster.replicaOf(next, Optional.empty()));

    assertDone(promoted);
    assertDone(followed);
    cluster.awaitSql(old, "SELECT sum(x) FROM t;", "3");
  }

  @Test
  void returnedPrimaryThatWentItsOwnWayIsRefusedAndToldToRejoin() {
    Node old = cluster.node(11);
    Node next = cluster.node(12);
    assertDone(cluster.become(old, Role.PRIMARY, TestCluster.founder(old)));
    assertDone(cluster.become(next, Role.REPLICA, TestCluster.replicaOf(old, Optional.empty())));
    assertDone(cluster.run(cluster.engine(next).promote(TestCluster.founder(next))));
    cluster.sql(old, "CREATE TABLE lost AS SELECT 1 AS x;");

    RunResult running =
        cluster.become(old, Role.REPLICA, TestCluster.replicaOf(next, Optional.empty()));
    Probe.Running left = cluster.engine(old).probe().running();
    RunResult stopped =
        cluster.become(old, Role.REPLICA, TestCluster.replicaOf(next, Optional.empty()));

    assertThat(running.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(left).as("a second primary goes on writing").isEqualTo(Probe.Running.NO);
    assertThat(stopped.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(stopped.message()).contains("rejoin", "timeline 1", "timeline 2");
    assertThat(old.data().resolve("standby.signal")).doesNotExist();
  }

  @Test
  void standbyDataIsNotStartedAsPrimary() {
    Node primary = cluster.node(11);
    Node replica = cluster.node(12);
    assertDone(cluster.become(primary, Role.PRIMARY, TestCluster.founder(primary)));
    assertDone(
        cluster.become(replica, Role.REPLICA, TestCluster.replicaOf(primary, Optional.empty())));

    RunResult refused = cluster.become(replica, Role.PRIMARY, TestCluster.founder(replica));

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.message()).contains("ec2cluster promote");
    assertThat(cluster.engine(replica).probe().role()).contains(Role.REPLICA);
  }

  private static void assertDone(RunResult result) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.DONE);
  }
}
