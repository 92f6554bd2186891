package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.e2e.PostgresNodes.BackEnd;
import io.ec2cluster.e2e.PostgresNodes.Node;
import io.ec2cluster.e2e.SystemdService.Start;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.postgres.BootGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reboot: the processes are gone, the boot id is another one, and the init system starts what is
 * installed: a unit for the server, and the drop-in that the Postgres module writes, which asks the
 * shipped command.
 */
@Timeout(300)
class PostgresRebootIT {
  private static final Path LAUNCHER = Path.of("bin", "ec2cluster").toAbsolutePath();

  private final Path folder;
  private final Path bootId;
  private final Map<String, SystemdService> services = new HashMap<>();
  private PostgresNodes nodes;
  private Node first;
  private Node second;
  private Node third;

  PostgresRebootIT(@TempDir Path folder) {
    this.folder = folder;
    this.bootId = folder.resolve("boot-id");
  }

  @BeforeEach
  void startCluster() throws IOException {
    Files.writeString(bootId, "boot 1\n");
    nodes = new PostgresNodes(BackEnd.local().in(environment()));
    first = nodes.node(11);
    second = nodes.node(12);
    third = nodes.node(13);
    for (Node node : List.of(first, second, third)) {
      services.put(node.id(), service(node));
    }
    nodes.init(first).expect(0);
    nodes.initAtOnce(List.of(second, third)).forEach(result -> result.expect(0));
  }

  @AfterEach
  void stopCluster() throws IOException {
    nodes.close();
  }

  @Test
  void formerPrimaryIsNotStartedAndThePrimaryAndItsReplicasAre() throws Exception {
    nodes.kill(first);
    nodes.run(second, "promote").expect(0);
    nodes.run(third, "pool", "check").expect(0);

    reboot();
    assertThat(start(first)).isEqualTo(Start.SKIPPED);
    assertThat(start(second)).isEqualTo(Start.STARTED);
    assertThat(start(third)).isEqualTo(Start.STARTED);

    assertThat(nodes.server(first.data())).isEmpty();
    nodes.assertReplicates(second, List.of(third));
    nodes.status(second).expect(0);

    nodes.run(first, "rejoin").expect(0);
    reboot();
    assertThat(start(first)).isEqualTo(Start.STARTED);
    assertThat(nodes.sql(first, "SELECT pg_is_in_recovery()")).isEqualTo("t");
    assertThat(start(second)).isEqualTo(Start.STARTED);
    assertThat(start(third)).isEqualTo(Start.STARTED);

    nodes.assertReplicates(second, List.of(first, third));
  }

  @Test
  void withoutAnAnswerThePrimarysUnitFailsAndAReplicasStarts() throws Exception {
    reboot();
    Path zone = nodes.zoneFile();
    Path away = Files.move(zone, zone.resolveSibling("away"));
    Files.writeString(zone, "no zone\n");

    assertThat(start(first)).isEqualTo(Start.FAILED);
    assertThat(start(second)).isEqualTo(Start.STARTED);

    assertThat(nodes.server(first.data())).isEmpty();
    assertThat(nodes.sql(second, "SELECT pg_is_in_recovery()")).isEqualTo("t");

    // What Restart= does once the zone answers again.
    Files.delete(zone);
    Files.move(away, zone);
    assertThat(start(first)).isEqualTo(Start.STARTED);
    assertThat(start(third)).isEqualTo(Start.STARTED);
    nodes.assertReplicates(first, List.of(second, third));
  }

  @Test
  void brokenConfigurationFailsTheUnitInsteadOfSkippingItForGood() throws Exception {
    reboot();
    Files.writeString(first.folder().resolve("config.yaml"), "engine: [\n");

    assertThat(start(first)).isEqualTo(Start.FAILED);

    assertThat(nodes.server(first.data())).isEmpty();
  }

  private void reboot() throws IOException {
    for (Node node : List.of(first, second, third)) {
      if (nodes.server(node.data()).isPresent()) {
        nodes.kill(node);
      }
    }
    Files.writeString(bootId, Files.readString(bootId).strip() + "+1\n");
  }

  private Start start(Node node) throws InterruptedException {
    return Optional.ofNullable(services.get(node.id())).orElseThrow().start();
  }

  private SystemdService service(Node node) throws IOException {
    Path unit = folder.resolve(node.id() + ".service");
    Files.writeString(
        unit,
        """
        [Service]
        User=%s
        ExecStart="%s" "start" "-D" "%s" "-l" "%s"
        """
            .formatted(
                nodes.user(),
                PostgresNodes.bin("pg_ctl"),
                node.data(),
                node.data().resolve("log")));
    List<String> program =
        List.of(
            "sh",
            LAUNCHER.toString(),
            "--config",
            node.folder().resolve("config.yaml").toString(),
            "--metadata",
            node.folder().resolve("metadata.json").toString());
    Path dropIn = BootGuard.install(folder.resolve("root-" + node.id()), program);
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.putAll(environment());
    return new SystemdService(new ProcessCommands(variables), List.of(unit, dropIn));
  }

  private Map<String, String> environment() {
    return Map.of(
        "EC2CLUSTER_BOOT_ID_FILE",
        bootId.toString(),
        "JAVA_HOME",
        System.getProperty("java.home", ""));
  }
}
