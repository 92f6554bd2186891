package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Finding.Verdict;
import io.ec2cluster.host.Machine;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} finds on a machine whose file tree and programs a test has made. */
class PostgresInspectionsTest {
  private static final String FIFTEEN = "postgres (PostgreSQL) 15.18 (Debian 15.18-1)";

  private final Path root;
  private final Machine machine;

  PostgresInspectionsTest(@TempDir Path root) {
    this.root = root;
    this.machine = new Machine(root, List.of(), TestCluster.serverUser(), false);
  }

  @Test
  void programsPortAndBootStartOfADebianClusterAreLookedAt() throws Exception {
    install("usr/lib/postgresql/15/bin", "postgres", "initdb", "pg_ctl", "pg_basebackup", "psql");
    int port = debian("auto");

    assertThat(look("programs"))
        .isEqualTo(
            Finding.ok(
                "PostgreSQL 15.18 of %s, run as user '%s'"
                    .formatted(
                        root.resolve("usr/lib/postgresql/15/bin"), TestCluster.serverUser())));
    assertThat(look("port")).isEqualTo(Finding.ok(port + " is free"));
    assertThat(look("start at boot").verdict()).isEqualTo(Verdict.NOT_CHECKED);
    assertThat(look("start at boot").found()).contains("put 'manual' into");
  }

  @Test
  void aPortThatAnotherProgramHasIsAProblem() throws Exception {
    install("usr/lib/postgresql/15/bin", "postgres");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      debian("auto", taken.getLocalPort());

      Finding finding = look("port");

      assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
      assertThat(finding.found()).contains("another program listens at " + taken.getLocalPort());
      assertThat(finding.fix()).contains("postgres.port");
    }
  }

  @Test
  void missingProgramsAreAProblemAndWhatNeedsThemIsNotLookedAt() throws Exception {
    debian("auto");

    Finding programs = look("programs");

    assertThat(programs.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(programs.found()).contains("apt-get install postgresql-15");
    for (String subject : List.of("data", "space for data", "port", "start at boot")) {
      assertThat(look(subject))
          .isEqualTo(Finding.notChecked("what it takes is not known: see programs"));
    }
  }

  @Test
  void anIncompleteFolderOfProgramsIsAProblem() throws Exception {
    install("usr/lib/postgresql/15/bin", "postgres", "initdb", "pg_ctl", "psql");
    debian("auto");

    assertThat(look("programs").found()).contains("cannot be used", "pg_basebackup");
  }

  @Test
  void aClusterThatIsStartedByHandNeedsNoGuard() throws Exception {
    install("usr/lib/postgresql/15/bin", "postgres");
    debian("# auto, manual or disabled\nmanual  # by ec2cluster\n");

    assertThat(look("start at boot").verdict()).isEqualTo(Verdict.OK);
    assertThat(look("start at boot").found()).contains("start.conf");
  }

  @Test
  void aUnitWithoutGuardIsAWarning() throws Exception {
    install("usr/lib/postgresql/15/bin", "postgres");
    debian("auto");
    Files.createDirectories(root.resolve("run/systemd/system"));

    Finding finding = look("start at boot");

    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding.found())
        .isEqualTo("postgresql@15-main.service does not ask for the role record before it starts");
    assertThat(finding.fix())
        .contains("ec2cluster init", "postgresql@15-main.service.d/ec2cluster.conf");
  }

  private Finding look(String subject) throws InterruptedException {
    return look(subject, settings -> settings);
  }

  private Finding look(String subject, UnaryOperator<PostgresSettingsBuilder> change)
      throws InterruptedException {
    FakeOperationContext context =
        FakeOperationContext.builder()
            .section(
                change.apply(PostgresSettings.builder().user(TestCluster.serverUser())).build())
            .commands(new ScriptedCommands(Map.of("postgres", FIFTEEN)))
            .build();
    return new PostgresEngine(machine)
        .inspections(context).stream()
            .filter(one -> one.subject().equals(subject))
            .findFirst()
            .orElseThrow()
            .finding();
  }

  private int debian(String start) throws IOException {
    int port = LoopbackPorts.free();
    debian(start, port);
    return port;
  }

  private void debian(String start, int port) throws IOException {
    Path config = Files.createDirectories(root.resolve("etc/postgresql/15/main"));
    Files.writeString(
        config.resolve("postgresql.conf"),
        "data_directory = '%s'\nport = %d\n"
            .formatted(root.resolve("var/lib/postgresql/15/main"), port));
    Files.writeString(config.resolve("start.conf"), start);
  }

  private void install(String folder, String... programs) throws IOException {
    Path bin = Files.createDirectories(root.resolve(folder));
    for (String program : programs) {
      TestCluster.script(bin.resolve(program), "exit 1");
    }
  }
}
