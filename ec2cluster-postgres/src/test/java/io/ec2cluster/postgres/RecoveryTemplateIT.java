package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.config.TemplateSyntax;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Templates written for the predecessor, on today's servers. */
class RecoveryTemplateIT {
  private final TestCluster cluster = new TestCluster(TemplateSyntax.PERCENT);

  @AfterEach
  void stopServers() {
    cluster.close();
  }

  @Test
  void replicaStreamsByThePredecessorsTemplateAndNoRecoveryConfIsLeft() throws IOException {
    Node primary = cluster.node(11);
    Path template =
        template(
            "standby_mode = on\n"
                + "recovery_target_timeline = latest\n"
                + "pause_at_recovery_target = false\n"
                + "trigger_file = '/tmp/%(cluster)s trigger'\n"
                + "restore_command = 'cp /nowhere/%(cluster)s/archive/wal/%%f %%p'\n"
                + "primary_conninfo = 'host=127.0.0.11 port="
                + cluster.port()
                + " user=replicator sslmode=disable'\n");
    Path old = cluster.folder().resolve("recovery.conf");
    Files.writeString(old, "standby_mode = on\n");
    Node replica = cluster.node(12, s -> s.recoveryTemplateReplica(template).recoveryFilename(old));
    assertDone(cluster.become(primary, Role.PRIMARY, TestCluster.founder(primary)));

    RunResult joined =
        cluster.become(replica, Role.REPLICA, TestCluster.replicaOf(primary, Optional.empty()));

    assertDone(joined);
    assertThat(
            cluster.sql(
                primary, "SELECT application_name || ' ' || state FROM pg_stat_replication;"))
        .isEqualTo("i-12 streaming");
    assertThat(cluster.sql(replica, "SHOW restore_command;"))
        .isEqualTo("cp /nowhere/maindb/archive/wal/%f %p");
    assertThat(cluster.sql(replica, "SHOW recovery_target_action;")).isEqualTo("promote");
    assertThat(old).doesNotExist();
    assertThat(replica.data().resolve("recovery.conf")).doesNotExist();
    assertThat(cluster.sql(primary, "SELECT slot_name FROM pg_replication_slots WHERE active;"))
        .isEqualTo("i_12");
  }

  @Test
  void primaryIsFoundedFromABackupAndItsArchiveOnce() throws IOException {
    Path archive = cluster.ownedFolder("archive");
    Node lost =
        cluster.node(
            11,
            s ->
                s.settings(
                    Map.of(
                        "archive_mode", "on",
                        "archive_command", "cp %p " + archive + "/%f",
                        "fsync", "off")));
    assertDone(cluster.become(lost, Role.PRIMARY, TestCluster.founder(lost)));
    Path home = cluster.ownedFolder("backups");
    var taken =
        cluster.program(
            List.of(
                TestCluster.bin("pg_basebackup").toString(),
                "-D",
                home.resolve("base").toString(),
                "-h",
                "127.0.0.11",
                "-p",
                String.valueOf(cluster.port()),
                "-U",
                "replicator",
                "-X",
                "none",
                "--checkpoint=fast",
                "--no-sync"));
    assertThat(taken.succeeded()).as(taken.errors()).isTrue();
    cluster.sql(lost, "CREATE TABLE t AS SELECT 7 AS x;");
    cluster.sql(lost, "SELECT pg_switch_wal();");
    assertDone(cluster.run(cluster.engine(lost).stop()));
    Path template = template("restore_command = 'cp " + archive + "/%%f %%p'\n");
    Path copy =
        TestCluster.script(
            cluster.folder().resolve("copy"), "cp -a '" + home.resolve("base") + "/.' \"$1\"");
    Node restored =
        cluster.node(
            12,
            s ->
                s.bootstrapCommand(List.of(copy.toString(), "{directory}"))
                    .recoveryTemplatePrimary(template));

    RunResult founded = cluster.become(restored, Role.PRIMARY, TestCluster.founder(restored));
    RunResult again = cluster.become(restored, Role.PRIMARY, TestCluster.founder(restored));

    assertDone(founded);
    assertDone(again);
    assertThat(cluster.sql(restored, "SELECT x FROM t;")).isEqualTo("7");
    assertThat(cluster.sql(restored, "SELECT timeline_id FROM pg_control_checkpoint();"))
        .isEqualTo("2");
    assertThat(restored.data().resolve("recovery.signal")).doesNotExist();
  }

  private Path template(String text) throws IOException {
    Path file = cluster.folder().resolve("template");
    return Files.writeString(file, text);
  }

  private static void assertDone(RunResult result) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.DONE);
  }
}
