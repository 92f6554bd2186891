package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.Outcome;
import io.ec2cluster.RefusedException;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster as Debian's package makes it, below a root of the test's own. */
class DebianLayoutIT {
  private static final String NAME = "ec2test";

  private final TestCluster cluster = new TestCluster();
  private Path config = cluster.folder();
  private Node node = cluster.node(11);
  private Machine machine = Machine.current();

  @BeforeEach
  void makePackageCluster() throws IOException {
    Path root = cluster.folder();
    Machine here = Machine.current();
    List<Path> searchPath = new ArrayList<>(here.searchPath());
    searchPath.add(TestCluster.bin("postgres").resolveSibling(""));
    machine = new Machine(root, searchPath, here.user(), here.privileged());
    int version = version();
    Files.createDirectories(root.resolve("etc/postgresql/" + version));
    config = cluster.ownedFolder("etc/postgresql/" + version + "/" + NAME);
    Path home = cluster.ownedFolder("pg");
    Path sockets = cluster.ownedFolder("run");
    Path data = home.resolve("main");
    assertThat(
            cluster
                .program(
                    List.of(
                        TestCluster.bin("initdb").toString(),
                        "-D",
                        data.toString(),
                        "--no-sync",
                        "--auth-local=peer"))
                .succeeded())
        .isTrue();
    Path confD = cluster.ownedFolder("etc/postgresql/" + version + "/" + NAME + "/conf.d");
    assertThat(confD).isDirectory();
    write(
        "postgresql.conf",
        "data_directory = '"
            + data
            + "'\n"
            + "hba_file = '"
            + config
            + "/pg_hba.conf'\n"
            + "ident_file = '"
            + config
            + "/pg_ident.conf'\n"
            + "port = "
            + cluster.port()
            + "\n"
            + "listen_addresses = '127.0.0.11'\n"
            + "unix_socket_directories = '"
            + sockets
            + "'\n"
            + "include_dir 'conf.d'\n");
    write("pg_hba.conf", "local all all peer\n");
    write("pg_ident.conf", "");
    write("start.conf", "auto\n");
    Files.createSymbolicLink(config.resolve("log"), home.resolve("server.log"));
    for (String name : List.of("postgresql.conf", "pg_hba.conf", "pg_ident.conf")) {
      Files.delete(data.resolve(name));
    }
    node = debianNode(false);
  }

  @AfterEach
  void stopServers() {
    cluster.close();
  }

  @Test
  void untouchedClusterIsRefusedWithTheKeyThatMovesItAside() {
    EngineNode engine = cluster.engine(node, machine);

    assertThat(engine.port()).isEqualTo(cluster.port());
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(engine::data)
        .withMessageContaining("adopt-package-cluster: true");
  }

  @Test
  void untouchedClusterIsMovedAsideAlthoughItRunsAndAFreshOneFounded() throws IOException {
    start();
    Node adopting = debianNode(true);
    EngineNode engine = cluster.engine(adopting, machine);
    NodeData before = engine.data();

    RunResult result = become(engine, TestCluster.founder(adopting));

    assertThat(before.kind()).isEqualTo(NodeData.Kind.EMPTY);
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.DONE);
    assertThat(result.notes()).anyMatch(note -> note.contains("was moved to"));
    assertThat(result.notes()).anyMatch(note -> note.contains("start.conf"));
    assertThat(config.resolve("conf.d/ec2cluster.conf")).exists();
    assertThat(adopting.data().resolve("postgresql.conf")).doesNotExist();
    assertThat(Files.readString(config.resolve("pg_hba.conf"))).contains("\"replicator\"");
    assertThat(engine.probe().running()).isEqualTo(Probe.Running.YES);
    assertThat(cluster.engine(adopting, machine).data().kind()).isEqualTo(NodeData.Kind.PRESENT);
    try (var siblings = Files.list(adopting.data().getParent())) {
      assertThat(siblings.map(path -> path.getFileName().toString()))
          .anyMatch(name -> name.startsWith("main.package-"));
    }
  }

  @Test
  void clusterWithAnObjectOfAUserIsNobodysToMove() {
    start();
    Node adopting = debianNode(true);
    cluster.sql(adopting, "CREATE ROLE somebody;");

    RunResult refused = become(cluster.engine(adopting, machine), TestCluster.founder(adopting));
    NodeData stopped = cluster.engine(adopting, machine).data();

    assertThat(refused.outcome()).as(refused.message()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.message()).contains("not the untouched cluster");
    assertThat(stopped.kind()).isEqualTo(NodeData.Kind.PRESENT);
    assertThat(stopped.madeFor()).isEqualTo(Optional.of(Role.PRIMARY));
  }

  @Test
  void dataDirectoryIsFoundWhereThereIsOneCluster() {
    PostgresSettings settings =
        PostgresSettings.builder().user(TestCluster.serverUser()).adoptPackageCluster(true).build();
    EngineNode engine =
        cluster.engine(new Node(node.id(), node.address(), node.data(), settings), machine);

    assertThat(engine.data().description()).contains(node.data().toString());
    assertThat(engine.port()).isEqualTo(cluster.port());
  }

  private Node debianNode(boolean adopt) {
    return cluster.at(
        11, cluster.folder().resolve("pg/main"), settings -> settings.adoptPackageCluster(adopt));
  }

  private RunResult become(EngineNode engine, Supplier<Assignment> assignment) {
    List<Step> steps = new ArrayList<>(engine.prepare(Role.PRIMARY, assignment));
    steps.addAll(engine.start(Role.PRIMARY, assignment));
    steps.addAll(engine.verify(Role.PRIMARY, assignment));
    return cluster.run(steps);
  }

  private void start() {
    var started =
        cluster.program(
            List.of(
                TestCluster.bin("pg_ctl").toString(),
                "start",
                "-w",
                "-D",
                config.toString(),
                "-l",
                cluster.folder().resolve("pg/first.log").toString()));
    assertThat(started.succeeded()).as(started.errors()).isTrue();
  }

  private void write(String name, String text) throws IOException {
    Machine here = Machine.current();
    new OwnedFiles(
            here.privileged() ? here.findUser(TestCluster.serverUser()) : Optional.empty(),
            new Random(2))
        .write(config.resolve(name), text);
  }

  private int version() {
    String words = cluster.program(List.of(TestCluster.bin("postgres").toString(), "-V")).output();
    return Integer.parseInt(words.replaceAll("[^0-9]*([0-9]+).*", "$1").strip());
  }
}
