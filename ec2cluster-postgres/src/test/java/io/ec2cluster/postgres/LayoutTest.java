package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is found on a machine whose file tree and programs a test has made. */
class LayoutTest {
  private static final String FIFTEEN = "postgres (PostgreSQL) 15.18 (Debian 15.18-1)";

  private final TestCluster cluster = new TestCluster();
  private final Path root = cluster.folder();

  @AfterEach
  void removeFiles() {
    cluster.close();
  }

  @Test
  void debiansClusterIsFoundWithItsPortUnitAndLog() throws Exception {
    debian("15", "main", 5433);
    program("usr/lib/postgresql/15/bin/postgres");

    PostgresLayout layout = find(settings().build(), FIFTEEN);

    assertThat(layout.version()).isEqualTo(15);
    assertThat(layout.binDirectory()).isEqualTo(root.resolve("usr/lib/postgresql/15/bin"));
    assertThat(layout.dataDirectory()).isEqualTo(root.resolve("var/lib/postgresql/15/main"));
    assertThat(layout.configDirectory()).isEqualTo(root.resolve("etc/postgresql/15/main"));
    assertThat(layout.port()).isEqualTo(5433);
    assertThat(layout.debian().map(DebianCluster::unit)).contains("postgresql@15-main.service");
    assertThat(layout.logFile())
        .isEqualTo(root.resolve("var/log/postgresql/postgresql-15-main.log"));
  }

  @Test
  void severalClustersAreListedAndNoneIsGuessed() throws IOException {
    debian("15", "main", 5432);
    debian("16", "other", 5433);

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> find(settings().build(), FIFTEEN))
        .withMessageContainingAll("15/main", "16/other", "postgres.data-directory");
  }

  @Test
  void nothingFoundSaysWhatToSet() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> find(settings().build(), FIFTEEN))
        .withMessageContaining("postgres.data-directory");
  }

  @Test
  void missingProgramsSayWhatToInstall() throws IOException {
    Path data = root.resolve("data");
    Files.createDirectories(data);
    Files.writeString(data.resolve("PG_VERSION"), "16\n");

    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> find(settings().dataDirectory(data).build(), FIFTEEN))
        .withMessageContainingAll("apt-get install postgresql-16", "bin-directory");
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> find(settings().dataDirectory(data).binDirectory(root).build(), FIFTEEN))
        .withMessageContaining("no program " + root.resolve("postgres"));
  }

  @Test
  void versionsBeforeElevenAreRefused() throws IOException {
    program("bin/postgres");

    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(
            () ->
                find(
                    settings()
                        .dataDirectory(root.resolve("data"))
                        .binDirectory(root.resolve("bin"))
                        .build(),
                    "postgres (PostgreSQL) 9.6.24"))
        .withMessageContaining("version 9");
  }

  @Test
  void serverNeverRunsAsRootOrAsNobodyKnown() throws IOException {
    program("bin/postgres");
    PostgresSettingsBuilder settings =
        settings().dataDirectory(root.resolve("data")).binDirectory(root.resolve("bin"));
    Machine rootMachine = new Machine(root, List.of(), "root", true);
    Machine userMachine = new Machine(root, List.of(), "somebody", false);

    for (String user : List.of("root", "no-such-user-here")) {
      assertThatExceptionOfType(UsageException.class)
          .isThrownBy(() -> find(settings.user(user).build(), FIFTEEN, rootMachine))
          .withMessageContaining(user);
    }
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> find(settings.user("postgres").build(), FIFTEEN, userMachine))
        .withMessageContainingAll("postgres", "somebody");
  }

  @Test
  void directoryOfOtherFilesIsNeverTakenForData() throws IOException {
    Node node = node();
    Path data = cluster.ownedFolder("data");
    Files.writeString(data.resolve("holiday.jpg"), "x");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> engine(node).data())
        .withMessageContainingAll("holiday.jpg", "PG_VERSION");
  }

  @Test
  void dataOfAnotherVersionIsNamedWithBothVersions() throws IOException {
    Node node = node();
    Path data = cluster.ownedFolder("data");
    Files.writeString(data.resolve("PG_VERSION"), "14\n");

    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> engine(node).data())
        .withMessageContainingAll("14", "15", "install PostgreSQL 14");
  }

  @Test
  void dataOfAnotherUserIsRefused() throws IOException {
    program("bin/postgres");
    Node node =
        cluster.at(11, Path.of("/etc"), settings -> settings.binDirectory(root.resolve("bin")));

    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> engine(node).data())
        .withMessageContainingAll("/etc", "'root'", "'" + TestCluster.serverUser() + "'");
  }

  @Test
  void absentAndEmptyDirectoriesAreEmptyData() throws IOException {
    Node node = node();
    EngineNode engine = engine(node);

    NodeData absent = engine.data();
    cluster.ownedFolder("data");

    assertThat(absent.kind()).isEqualTo(NodeData.Kind.EMPTY);
    assertThat(engine.data().kind()).isEqualTo(NodeData.Kind.EMPTY);
    assertThat(engine.probe().running()).isEqualTo(Probe.Running.NO);
  }

  @Test
  void emptyNodeWithoutAnyWayInForReplicasIsRefusedBeforeItClaims() throws IOException {
    program("bin/postgres");
    Node loopback =
        cluster.at(
            11, root.resolve("data"), settings -> settings.binDirectory(root.resolve("bin")));
    Node node = new Node("i-1", "10.0.0.1", loopback.data(), loopback.settings());
    EngineNode engine = engine(node);

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(engine::data)
        .withMessageContainingAll("postgres.password-file", "replication-auth");
  }

  @Test
  void unitAsksForTheRoleRecordBeforeItStarts() throws Exception {
    debian("15", "main", 5432);
    program("usr/lib/postgresql/15/bin/postgres");
    Files.createDirectories(root.resolve("run/systemd/system"));
    ScriptedCommands commands = new ScriptedCommands(Map.of("postgres", FIFTEEN, "systemctl", ""));
    Server server =
        new Server(
            cluster.context(cluster.node(11), commands),
            settings().build(),
            new Machine(root, List.of(), "root", true),
            find(settings().build(), FIFTEEN));

    RunResult first = cluster.run(List.of(new BootStart(server).step()));
    RunResult second = cluster.run(List.of(new BootStart(server).step()));

    assertThat(first.outcome()).as(first.message()).isEqualTo(Outcome.DONE);
    assertThat(second.message()).contains("already so");
    assertThat(
            Files.readString(
                root.resolve("etc/systemd/system/postgresql@15-main.service.d/ec2cluster.conf")))
        .contains("[Service]")
        .contains(
            "ExecCondition=+\"/bin/sh\" \"-c\" \"\\\"$$@\\\" >/dev/null; case $$? in 0) exit 0;; 10) exit 10;;"
                + " *) exit 255;; esac\" \"lease-check\" \"/opt/ec2 cluster\" \"--config\" \"50%%.yaml\""
                + " \"postgres\" \"lease\" \"check\" \"--start\"\n");
    assertThat(commands.runs()).containsOnlyOnce(List.of("systemctl", "daemon-reload"));
  }

  private Node node() throws IOException {
    program("bin/postgres");
    return cluster.at(
        11, root.resolve("data"), settings -> settings.binDirectory(root.resolve("bin")));
  }

  private EngineNode engine(Node node) {
    return new PostgresEngine(machine())
        .node(cluster.context(node, new ScriptedCommands(Map.of("postgres", FIFTEEN))));
  }

  private Machine machine() {
    Machine here = Machine.current();
    return new Machine(root, List.of(), here.user(), here.privileged());
  }

  private PostgresSettingsBuilder settings() {
    return PostgresSettings.builder().user(TestCluster.serverUser());
  }

  private PostgresLayout find(PostgresSettings settings, String version)
      throws InterruptedException {
    return find(settings, version, machine());
  }

  private static PostgresLayout find(PostgresSettings settings, String version, Machine machine)
      throws InterruptedException {
    return new LayoutFinder(settings, machine, new ScriptedCommands(Map.of("postgres", version)))
        .find();
  }

  private void debian(String version, String name, int port) throws IOException {
    Path config = root.resolve("etc/postgresql/" + version + "/" + name);
    Files.createDirectories(config);
    Files.writeString(
        config.resolve("postgresql.conf"),
        "data_directory = '"
            + root.resolve("var/lib/postgresql/" + version + "/" + name)
            + "'\nport = "
            + port
            + "\n");
  }

  private void program(String path) throws IOException {
    Path program = root.resolve(path);
    Files.createDirectories(program.resolveSibling(""));
    TestCluster.script(program, "exit 1");
  }
}
