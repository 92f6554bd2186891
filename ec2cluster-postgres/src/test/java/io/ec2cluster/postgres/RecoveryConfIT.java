package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Member;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL 11, the last version with recovery.conf: the embedded binaries of Maven, which lack
 * pg_basebackup. pg_controldata and psql are those of the machine's newer server: the fields of the
 * control file that are read here have had their places since 11.
 */
class RecoveryConfIT {
  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void stopServers() {
    cluster.close();
  }

  @Test
  void archiveStandbyOfVersionElevenReplaysByRecoveryConf() throws IOException {
    Path bin = elevenBinaries();
    Path archive = cluster.ownedFolder("archive");
    Map<String, String> settings =
        Map.of(
            "archive_mode", "on",
            "archive_command", "cp %p " + archive + "/%f",
            "fsync", "off");
    Node primary = cluster.node(11, s -> s.binDirectory(bin).settings(settings));
    Path copy =
        TestCluster.script(
            cluster.folder().resolve("copy"),
            "cp -a '" + primary.data() + "/.' \"$1\" && rm \"$1/postmaster.pid\"");
    UnaryOperator<PostgresSettingsBuilder> standby =
        s ->
            s.binDirectory(bin)
                .bootstrapCommand(List.of(copy.toString(), "{directory}"))
                .streaming(false)
                .restoreCommand("cp " + archive + "/%f %p")
                .settings(Map.of("fsync", "off"));
    Node replica = cluster.node(12, s -> standby.apply(s).startTimeout(Duration.ofSeconds(4)));
    assertDone(cluster.become(primary, Role.PRIMARY, TestCluster.founder(primary)));
    String identity = cluster.engine(primary).data().identity().orElseThrow();
    cluster.sql(primary, "SELECT pg_start_backup('copy', true);");

    RunResult joined =
        cluster.become(
            replica, Role.REPLICA, TestCluster.replicaOf(primary, Optional.of(identity)));
    cluster.sql(primary, "SELECT pg_stop_backup();");
    cluster.sql(primary, "CREATE TABLE t AS SELECT 7 AS x;");
    cluster.sql(primary, "SELECT pg_switch_wal();");

    // The copy is consistent once the end of the backup has come through the archive.
    assertThat(joined.outcome()).as(joined.message()).isEqualTo(Outcome.NOT_REACHED);
    Node patient = cluster.again(replica, standby);
    RunResult again =
        cluster.become(
            patient, Role.REPLICA, TestCluster.replicaOf(primary, Optional.of(identity)));
    assertDone(again);
    cluster.awaitSql(replica, "SELECT x FROM t;", "7");
    assertThat(OwnedFiles.read(replica.data().resolve("recovery.conf")))
        .contains("standby_mode = 'on'", "restore_command", "recovery_target_timeline = 'latest'")
        .doesNotContain("primary_conninfo");
    assertThat(replica.data().resolve("standby.signal")).doesNotExist();
    assertThat(cluster.engine(replica).data().madeFor()).contains(Role.REPLICA);
    assertThat(cluster.engine(replica).unfitForReaders()).isEmpty();
    // The version has no in_hot_standby: roles are told apart all the same.
    assertThat(cluster.engine(replica).standingOf(member(primary)).isPrimary()).isTrue();
    assertThat(cluster.engine(primary).standingOf(member(replica)).role()).contains(Role.REPLICA);
    assertThat(cluster.engine(replica).standing().position()).isPresent();
    cluster.stop(primary, "immediate");
    assertDone(
        cluster.run(cluster.engine(replica).promote(TestCluster.promoted(replica, List.of()))));
    assertThat(cluster.engine(replica).standing().isPrimary()).isTrue();
    assertThat(replica.data().resolve("recovery.conf")).doesNotExist();
  }

  private Member member(Node node) {
    return new Member(node.id(), node.address(), cluster.port());
  }

  private Path elevenBinaries() throws IOException {
    Path home = cluster.ownedFolder("eleven");
    Path packed = cluster.folder().resolve("eleven.txz");
    try (InputStream resource = getClass().getResourceAsStream("/postgres-linux-x86_64.txz")) {
      if (resource == null) {
        throw new AssertionError(
            "the embedded binaries of PostgreSQL 11 are not on the class path");
      }
      Files.copy(resource, packed);
    }
    var unpacked =
        cluster.program(List.of("tar", "-xJf", packed.toString(), "-C", home.toString()));
    assertThat(unpacked.succeeded()).as(unpacked.errors() + " (needs tar and xz-utils)").isTrue();
    for (String program : List.of("pg_controldata", "psql")) {
      Files.createSymbolicLink(home.resolve("bin").resolve(program), TestCluster.bin(program));
    }
    return home.resolve("bin");
  }

  private static void assertDone(RunResult result) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.DONE);
  }
}
