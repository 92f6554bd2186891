package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promotions of real servers, interrupted ones too. */
class PromotionIT {
  private static final String TIMELINE =
      "SELECT ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int;";

  private final TestCluster cluster = new TestCluster();
  private final Node primary = cluster.node(11);
  private final Node replica = cluster.node(12);
  private final Supplier<Assignment> assignment =
      TestCluster.promoted(
          replica, List.of(new Member("i-11", "127.0.0.11", 1), new Member("i-13", "h", 1)));

  @BeforeEach
  void startServers() {
    assertThat(cluster.init(primary).outcome()).isEqualTo(Outcome.DONE);
    assertThat(cluster.init(replica).outcome()).isEqualTo(Outcome.DONE);
  }

  @AfterEach
  void stopServers() {
    cluster.close();
  }

  @Test
  void replicaBecomesAPrimaryWithSlotsForTheOthers() {
    cluster.stop(primary, "fast");

    assertDone(promote(replica));

    assertPromoted();
    assertThat(cluster.sql(replica, "SELECT string_agg(slot_name, ' ') FROM pg_replication_slots;"))
        .isEqualTo("i_11 i_13");
    RunResult again = promote(replica);
    assertDone(again);
    assertThat(cluster.sql(replica, TIMELINE)).isEqualTo("2");
  }

  @Test
  void killedAfterEveryStepTheNextRunsEndInTheSameState() {
    cluster.stop(primary, "immediate");

    int count = cluster.engine(replica).promote(assignment).size();
    for (int alive = 1; alive <= count; alive++) {
      List<Step> steps = cluster.engine(replica).promote(assignment);
      assertDone(cluster.run(steps.subList(0, alive)));
    }

    assertPromoted();
  }

  @Test
  void serverThatDiedBeforeItsPromotionIsStartedAndPromoted() {
    cluster.stop(primary, "immediate");
    cluster.stop(replica, "immediate");
    assertThat(cluster.engine(replica).isProvenReplica()).isTrue();

    assertDone(promote(replica));

    assertPromoted();
  }

  @Test
  void serverThatDiedBetweenItsSignalFileAndItsNewTimelineNeverWritesOnTheOldOne()
      throws IOException {
    cluster.stop(primary, "immediate");
    cluster.stop(replica, "immediate");
    Files.delete(replica.data().resolve("standby.signal"));
    assertThat(cluster.engine(replica).isProvenReplica()).isFalse();

    assertDone(promote(replica));

    assertPromoted();
  }

  @Test
  void serverThatDiedAfterItsPromotionIsStartedAsPrimary() {
    cluster.stop(primary, "immediate");
    assertDone(cluster.run(cluster.engine(replica).promote(assignment).subList(0, 1)));
    cluster.stop(replica, "immediate");
    assertThat(cluster.engine(replica).isProvenReplica()).isFalse();

    assertDone(promote(replica));

    assertPromoted();
  }

  @Test
  void promotionThatIsLateAndOneThatFailsAreToldApart() {
    Path late = cluster.binWith("pg_ctl", "exit 0");
    RunResult notReached =
        cluster.run(
            cluster
                .engine(
                    cluster.again(
                        replica, s -> s.binDirectory(late).startTimeout(Duration.ofSeconds(1))))
                .promote(assignment));

    assertThat(notReached.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(notReached.message()).contains("postgres.start-timeout", "left running");
    assertThat(cluster.sql(replica, "SELECT pg_is_in_recovery();")).isEqualTo("t");
    TestCluster.script(late.resolve("pg_ctl"), "echo 'no such thing' >&2; exit 1");
    RunResult failed =
        cluster.run(
            cluster
                .engine(
                    cluster.again(
                        replica, s -> s.binDirectory(late).startTimeout(Duration.ofSeconds(1))))
                .promote(assignment));
    assertThat(failed.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(failed.message()).contains("no such thing");
  }

  @Test
  void onlyStoppedDataThatNeverLeftRecoveryIsAProvenReplica() {
    assertThat(cluster.engine(replica).isProvenReplica()).as("running").isFalse();
    cluster.stop(replica, "fast");
    assertThat(cluster.engine(replica).isProvenReplica()).as("stopped replica").isTrue();

    cluster.stop(primary, "fast");
    assertThat(cluster.engine(primary).isProvenReplica()).as("stopped primary").isFalse();
  }

  @Test
  void handoverBeginsWithACheckpointOfThePrimary() {
    cluster.sql(primary, "CREATE TABLE t AS SELECT 7 AS x;");
    String before = cluster.sql(primary, "SELECT pg_current_wal_lsn();");

    assertDone(cluster.run(cluster.engine(primary).prepareHandover()));
    assertDone(cluster.run(cluster.engine(replica).prepareHandover()));

    assertThat(
            cluster.sql(
                primary, "SELECT redo_lsn >= '" + before + "' FROM pg_control_checkpoint();"))
        .isEqualTo("t");
  }

  private RunResult promote(Node node) {
    return cluster.run(cluster.engine(node).promote(assignment));
  }

  private void assertPromoted() {
    assertThat(cluster.sql(replica, "SELECT pg_is_in_recovery();")).isEqualTo("f");
    assertThat(cluster.sql(replica, TIMELINE)).isEqualTo("2");
    assertThat(cluster.sql(replica, "SHOW primary_conninfo;")).isEmpty();
    assertThat(cluster.engine(replica).data().madeFor()).contains(Role.PRIMARY);
    assertThat(cluster.engine(replica).standing().isPrimary()).isTrue();
  }

  private static void assertDone(RunResult result) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.DONE);
  }
}
