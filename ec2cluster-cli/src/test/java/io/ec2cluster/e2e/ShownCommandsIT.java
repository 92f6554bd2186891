package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.documents.Document;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;

/**
 * Runs every command that stands in a block of README and of the documents, and those of the units:
 * in a shell, by the shipped launcher, on nodes with real servers.
 *
 * <p>Asserted of each is that it ends with 0, or, a service, with 143 once it has said that it is
 * up and was sent SIGTERM; that it prints no stack trace; and mostly that what the words beside it
 * say was done, by the servers, the zone, or what it prints. A line that is shown and was not run
 * fails the class, one that is run and not shown any more fails its test. Each is run as often as
 * it is shown, but for {@code demo}, which README calls by another path.
 *
 * <p>Other than shown are: {@code sudo}, which changes no user; files below {@code /etc}, and
 * {@code DIR}; {@code web}, here {@code web1}, as the nodes share a supervisor; and configurations,
 * which name free ports and folders of the test. Role engines, etcd and HAProxy work over the local
 * back end; RDS is moto's, and so is the table of {@code coordination create}. {@code ExtendingIT}
 * runs the block of {@code docs/extending.md} as a whole. What is only named, in sentences and
 * tables, is not run: {@code ShownCommandsTest} reads it.
 *
 * <p>To be run whole: alone, a method leaves the lines of the others over.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(MotoExtension.class)
class ShownCommandsIT {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final String README = "README.md";
  private static final String STARTING = "docs/getting-started.md";
  private static final String RDS = "docs/rds.md";
  private static final String UNITS = "docs/systemd/ec2cluster-";
  private static final String REGION = "eu-west-1";
  private static final String SCHEDULE = "schedule: [{calendar: \"0 1 * * *\", max-replicas: 1}]";
  private static final Pattern KEPT = Pattern.compile(" --stop (\\S+)");

  private final MotoServer moto;
  private final ShownLines shown;
  private Path folder;
  private Tool tool;
  private Terminal terminal;

  ShownCommandsIT(MotoServer moto) throws IOException {
    this.moto = moto;
    this.shown = ShownLines.all();
  }

  @BeforeEach
  void openTerminal(@TempDir Path directory) throws IOException {
    folder = directory;
    tool = new Tool(Files.createDirectory(directory.resolve("outputs")), Map.of());
    Path programs = Files.createDirectory(directory.resolve("programs"));
    terminal = Terminal.in(PROJECT, tool, shown, programs);
  }

  @AfterEach
  void closeTerminal() {
    tool.close();
  }

  @AfterAll
  void noCommandIsLeftOver() throws IOException {
    Document.read("extending.md")
        .commands()
        .forEach(block -> shown.takeBlock("docs/extending.md", block));

    assertThat(shown.left()).as("shown, and run by no test").isEmpty();
  }

  @Test
  void versionIsSaid() {
    for (ToolResult said :
        List.of(
            terminal.type(STARTING, "ec2cluster --version"),
            terminal.type("docs/install.md", "ec2cluster-cli/bin/ec2cluster --version"))) {
      assertThat(said.output()).matches("ec2cluster \\S+\n");
    }
  }

  @Test
  void settingsOfThePredecessorBecomeAConfigurationWithoutAProblem() throws IOException {
    Path settings = folder.resolve("ec2cluster_settings.py");
    Files.writeString(settings, "MASTER_CNAME = 'master.%(cluster)s.example.com'\n");
    Terminal node = terminal.on(folder);

    node.type(
        "docs/migration.md",
        "ec2cluster config import /etc/ec2cluster_settings.py --output-file /etc/ec2cluster/config.yaml",
        Map.of(
            "/etc/ec2cluster_settings.py",
            settings.toString(),
            "/etc/ec2cluster/config.yaml",
            folder.resolve("config.yaml").toString()));

    assertThat(folder.resolve("config.yaml")).content().contains("master.%(cluster)s.example.com");
    assertThat(node.type("docs/migration.md", "ec2cluster config check").output())
        .contains("no problems");
  }

  /** {@code DemoIT} looks closer. */
  @Test
  void demosRunAndAreStopped() {
    // The same program by its name.
    shown.take("docs/demo.md", "ec2cluster demo");
    ToolRun demo = terminal.begin(README, "ec2cluster-cli/bin/ec2cluster demo");
    ToolResult kept = terminal.type("docs/demo.md", "ec2cluster demo --keep");
    Matcher directory = KEPT.matcher(kept.output() + kept.errors());
    assertThat(directory.find()).as(kept.toString()).isTrue();

    ToolResult stopped =
        terminal.type(
            "docs/demo.md", "ec2cluster demo --stop DIR", Map.of("DIR", directory.group(1)));

    assertThat(Path.of(directory.group(1))).doesNotExist();
    for (ToolResult ended : List.of(stopped, Terminal.ended(demo, 0))) {
      assertThat(ended.output() + ended.errors()).contains("stopped the servers and removed ");
    }
  }

  @Test
  void postgresTakesRolesChangesThemAndIsLookedAfter() throws IOException {
    String agents = "agent: {listen: \"127.0.0.NUMBER:%d\"}".formatted(LoopbackPorts.free());
    try (PostgresNodes nodes =
        new PostgresNodes(PostgresNodes.BackEnd.localWithRemote().with("", agents))) {
      PostgresNodes.Node first = nodes.node(11);
      PostgresNodes.Node second = nodes.node(12);
      Terminal one = terminal.on(first.folder());
      Terminal two = terminal.on(second.folder());

      assertWell(one.type(STARTING, "sudo ec2cluster doctor"));
      assertThat(one.type(README, "ec2cluster init --dry-run").output())
          .contains("if primary:", "if replica:");
      assertThat(nodes.isRunning(first)).isFalse();
      one.type(STARTING, "sudo ec2cluster init");
      two.type(README, "ec2cluster --cluster maindb init");
      nodes.assertReplicates(first, List.of(second));
      assertHealthy(one.type(STARTING, "sudo ec2cluster status"));
      assertHealthy(two.type(README, "ec2cluster status"));
      assertWell(one.type(README, "ec2cluster doctor"));
      assertWell(two.type("docs/install.md", "ec2cluster doctor"));

      one.type(README, "ec2cluster handover");
      nodes.assertReplicates(second, List.of(first));
      nodes.kill(second);
      one.type(README, "ec2cluster promote");
      assertThat(nodes.isPrimary(first)).isTrue();
      two.type(README, "ec2cluster rejoin");
      nodes.assertReplicates(first, List.of(second));

      two.type(UNITS + "init.service", "/usr/bin/ec2cluster init");
      two.type(UNITS + "pool-check.service", "/usr/bin/ec2cluster pool check");
      assertThat(nodes.zone()).contains("replica.maindb.example.com. 60 IN A 127.0.0.12");
      ToolRun ofOne = one.serve(README, "ec2cluster agent", "postgres: runs as primary");
      ToolRun ofTwo =
          two.serve(
              UNITS + "agent.service", "/usr/bin/ec2cluster agent", "postgres: runs as replica");
      Terminal.terminate(ofOne);
      Terminal.terminate(ofTwo);
      Terminal.terminate(
          one.serve("docs/agent.md", "ec2cluster agent", "postgres: runs as primary"));
    }
  }

  @Test
  void redisTakesItsRole() throws IOException {
    try (RedisNodes nodes = new RedisNodes()) {
      RedisNodes.Node first = nodes.node(11);
      RedisNodes.Node second = nodes.node(12);
      Terminal one = terminal.on(first.folder());

      assertWell(one.type(STARTING, "sudo ec2cluster doctor"));
      one.type(STARTING, "sudo ec2cluster init");
      nodes.run(second, "init").expect(0);
      nodes.assertReplicates(first, List.of(second));
      assertHealthy(one.type(STARTING, "sudo ec2cluster status"));
      assertWell(one.type("docs/doctor.md", "ec2cluster doctor"));
    }
  }

  @Test
  void etcdRunsAndIsUpgraded() throws IOException {
    EtcdRunNodes.Node node = new EtcdRunNodes.Node("i-1", "127.75.0.4");
    try (EtcdRunNodes nodes =
        new EtcdRunNodes(Files.createDirectory(folder.resolve("etcd")), List.of(node))) {
      Files.writeString(
          nodes.home(node).resolve("config.yaml"),
          "remote: [sh, -c, 'shift; exec sh -c \"$*\"', ssh]\n",
          StandardOpenOption.APPEND);
      Terminal one = terminal.on(nodes.home(node));

      assertWell(one.type(STARTING, "sudo ec2cluster doctor etcd"));
      ToolRun run = one.serve(UNITS + "etcd.service", "/usr/bin/ec2cluster etcd run", "etcd runs");
      assertHealthy(one.type(STARTING, "ec2cluster etcd status"));
      assertThat(one.type("docs/etcd.md", "ec2cluster etcd upgrade").errors())
          .contains("already so");
      assertThat(one.type("docs/etcd.md", "ec2cluster etcd upgrade --all").errors())
          .contains("i-1 is upgraded");
      Terminal.terminate(run);
      assertThat(nodes.etcd(node)).isEmpty();
    }
  }

  @Test
  void tableOfCoordinationIsMadeOnce() throws IOException {
    assertThat(beforeMoto("etcd:").type(STARTING, "ec2cluster etcd coordination create").errors())
        .contains("done: make the table");
    assertThat(beforeMoto("elb:").type(STARTING, "ec2cluster elb coordination create").errors())
        .contains("already so: make the table");
    assertThat(
            beforeMoto("elb:")
                .type("docs/coordination.md", "ec2cluster coordination create")
                .errors())
        .contains("already so: make the table");
  }

  @Test
  void rdsHasTheReplicasThatAreAskedFor() throws IOException {
    // No node is needed.
    Terminal anywhere =
        beforeMoto("rds:")
            .with(
                Map.of(
                    "EC2CLUSTER_METADATA",
                    "",
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                    "http://127.0.0.1:1"));
    Files.writeString(
        folder.resolve("rds/rds_cluster_conf.json"),
        """
        {"cluster1": {"master_node": {"instance_id": "cluster1m01"}, "replica_nodes": [{"id": "cluster1s01"}, {"id": "cluster1s02"}]}}
        """);
    try (RdsClient rds = rdsWithMaster()) {
      assertWell(anywhere.type(STARTING, "ec2cluster doctor rds"));
      anywhere.type(STARTING, "ec2cluster rds create-cluster cluster1 --dry-run");
      assertThat(instances(rds)).containsExactly("cluster1m01");
      anywhere.type(STARTING, "ec2cluster rds create-cluster cluster1");
      assertThat(instances(rds)).containsExactly("cluster1m01", "cluster1s01", "cluster1s02");
      anywhere.type(STARTING, "ec2cluster rds create-cluster cluster1 --max-replicas 1");
      assertThat(instances(rds)).containsExactly("cluster1m01", "cluster1s01");
      anywhere.type(STARTING, "ec2cluster rds status");
      assertThat(
              anywhere.type(STARTING, "ec2cluster rds schedule cluster1 --format systemd").output())
          .contains("OnCalendar=", "rds", "create-cluster");

      anywhere.type(
          RDS,
          "ec2cluster --region eu-west-1 rds create-cluster cluster1 --clusters rds_cluster_conf.json");
      assertThat(instances(rds)).containsExactly("cluster1m01", "cluster1s01", "cluster1s02");
      assertThat(
              anywhere
                  .type(RDS, "ec2cluster rds create-cluster cluster1 --max-replicas 1 --dry-run")
                  .output())
          .contains("remove cluster1s02");
      assertThat(instances(rds)).contains("cluster1s02");
      anywhere.type(RDS, "ec2cluster rds modify-instance cluster1m01 db.r6g.xlarge");
      assertThat(anywhere.type(RDS, "ec2cluster rds status").output()).contains("db.r6g.xlarge");
    }
  }

  @Test
  void serviceIsRestartedBehindItsLoadBalancer() throws IOException {
    Map<String, String> web = Map.of("restart web", "restart web1");
    try (WebFleet fleet = WebFleet.start(folder.resolve("fleet"), 3)) {
      Terminal one = terminal.on(folder.resolve("fleet/node1"));

      assertWell(one.type(STARTING, "sudo ec2cluster doctor elb"));
      assertThat(one.type(STARTING, "sudo ec2cluster elb count").output()).contains("may leave");
      one.type(STARTING, "sudo ec2cluster elb restart web --dry-run", web);
      assertThat(fleet.starts(1)).isEqualTo(1);
      one.type(STARTING, "sudo ec2cluster elb restart web", web);
      assertThat(fleet.starts(1)).isEqualTo(2);
      assertThat(fleet.haproxy().inService("web")).isEqualTo(3);
      one.type(UNITS + "elb-repair.service", "/usr/bin/ec2cluster elb repair");
    }
  }

  /**
   * A terminal before moto, with the configuration of {@code getting-started.md} that has this
   * section; below a cluster with a schedule, as the remark beside its command asks for.
   */
  private Terminal beforeMoto(String section) throws IOException {
    Path node = Files.createDirectories(folder.resolve(section.replace(":", "")));
    String configuration =
        Document.read("getting-started.md").yaml().stream()
            .filter(text -> ("\n" + text).contains("\n" + section))
            .findFirst()
            .orElseThrow();
    Files.writeString(
        node.resolve("config.yaml"),
        configuration.replace("keep-at-least: 1", "keep-at-least: 1\n      " + SCHEDULE)
            + "state-dir: %s/state\n".formatted(node));
    Files.writeString(
        node.resolve("metadata.json"), "{\"instance-id\": \"i-1\", \"local-ipv4\": \"10.0.0.1\"}");
    return terminal.on(node).with(moto.environment(REGION));
  }

  private RdsClient rdsWithMaster() {
    RdsClient rds =
        RdsClient.builder()
            .endpointOverride(moto.endpoint())
            .region(Region.of(REGION))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("testing", "testing")))
            .build();
    rds.createDBInstance(
        request ->
            request
                .dbInstanceIdentifier("cluster1m01")
                .engine("mysql")
                .dbInstanceClass("db.r6g.large")
                .allocatedStorage(20)
                .backupRetentionPeriod(1)
                .masterUsername("root")
                .masterUserPassword("not-a-secret"));
    return rds;
  }

  private static List<String> instances(RdsClient rds) {
    return rds.describeDBInstances().dbInstances().stream()
        .map(instance -> instance.dbInstanceIdentifier())
        .filter(id -> id.startsWith("cluster1"))
        .sorted()
        .toList();
  }

  private static void assertWell(ToolResult doctor) {
    assertThat(doctor.output()).contains("0 problems");
  }

  private static void assertHealthy(ToolResult status) {
    assertThat(status.output()).contains("healthy");
  }
}
