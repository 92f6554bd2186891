package io.ec2cluster.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.ClusterSettings.CloudKind;
import io.ec2cluster.config.Hooks;
import io.ec2cluster.config.ScheduleForm;
import io.ec2cluster.config.TemplateSyntax;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.testing.FakeCloud;
import io.ec2cluster.testing.FakeHostedZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code init} of the script engine with real programs, over a zone in memory. */
@Timeout(60)
class ScriptEngineInitIT {
  private static final DnsName PRIMARY = DnsName.of("primary.maindb.example.com");

  private final FakeHostedZone zone = FakeHostedZone.of("example.com");
  private final Path folder;

  ScriptEngineInitIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void nodesThatStartTogetherBecomeOnePrimaryAndItsReplicas()
      throws IOException, InterruptedException, ExecutionException {
    List<Callable<Report>> inits = new ArrayList<>();
    for (int node = 1; node <= 4; node++) {
      int number = node;
      ScriptSettings settings = programs(number, "exit 0");
      inits.add(() -> init(number, settings));
    }
    ExecutorService threads = Executors.newFixedThreadPool(inits.size());
    List<Report> reports = new ArrayList<>();
    try {
      for (Future<Report> report : threads.invokeAll(inits)) {
        reports.add(report.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(reports)
        .allSatisfy(
            report -> assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE));
    assertThat(reports.stream().map(report -> report.role().orElse("none")))
        .containsExactlyInAnyOrder("primary", "replica", "replica", "replica");
    for (int node = 1; node <= 4; node++) {
      assertThat(folder.resolve(node + "/role")).hasContent(reports.get(node - 1).role().get());
    }
    assertThat(zone.list(PRIMARY)).hasSize(2);
  }

  @Test
  void secondInitFindsNothingLeftToDoForTheEngine() throws IOException {
    init(1, programs(1, "exit 0"));

    Report again = init(1, programs(1, "exit 0"));

    assertThat(again.outcome()).as(again.message()).isEqualTo(Outcome.DONE);
    assertThat(again.steps())
        .filteredOn(step -> step.name().startsWith("run script."))
        .hasSize(3)
        .allMatch(step -> step.outcome() == StepOutcome.ALREADY_SO);
  }

  @Test
  void primaryThatCannotStartGivesTheClaimBackAfterItIsProvenStopped() throws IOException {
    Report failed = init(1, programs(1, "touch running; echo no licence >&2; exit 9"));

    assertThat(failed.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(failed.message()).contains("script.start").contains("no licence");
    assertThat(folder.resolve("1/running")).doesNotExist();

    Report other = init(2, programs(2, "exit 0"));
    assertThat(other.role()).as(other.message()).contains("primary");
  }

  private Report init(int node, ScriptSettings settings) {
    FakeCloud cloud =
        new FakeCloud(
            InstanceMetadata.of(Map.of("instance-id", "i-" + node, "local-ipv4", "10.0.0." + node)),
            zone);
    try (Ec2Cluster cluster =
        Ec2Cluster.builder()
            .catalog(EngineCatalog.of(new ScriptEngine()))
            .settings(settings(node))
            .engineSettings(ScriptEngine.ID, settings)
            .cloud(cloud)
            .build()) {
      return cluster.run(ScriptEngine.ID, "init", InitOptions.defaults(), false);
    }
  }

  private ClusterSettings settings(int node) {
    return new ClusterSettings(
        Optional.of("maindb"),
        Optional.of(ScriptEngine.ID),
        CloudKind.AWS,
        Optional.empty(),
        Optional.of(folder.resolve("state" + node)),
        TemplateSyntax.MUSTACHE,
        Duration.ofSeconds(30),
        ClusterSettings.Aws.defaults(),
        ClusterSettings.Dns.of(
            "Z1",
            "primary.{{cluster}}.example.com",
            Optional.of("replica.{{cluster}}.example.com")),
        ClusterSettings.Coordination.defaults(),
        Hooks.none(),
        List.of(),
        ScheduleForm.AUTO,
        List.of(),
        List.of("ec2cluster"),
        ClusterSettings.RejoinPolicy.BY_HAND,
        ClusterSettings.Synchronous.off());
  }

  private ScriptSettings programs(int node, String start) throws IOException {
    Path directory = Files.createDirectories(folder.resolve(Integer.toString(node)));
    return ScriptSettings.of(
            program(directory, "primary", "printf %s $EC2CLUSTER_ROLE > role"),
            program(directory, "replica", "printf %s $EC2CLUSTER_ROLE > role"))
        .withStart(program(directory, "start", start.replace("exit 0", "touch running")))
        .withStop(program(directory, "stop", "rm -f running"))
        .withCheck(program(directory, "check", "test -e running || exit 3"));
  }

  private static List<String> program(Path directory, String name, String body) throws IOException {
    Path file = directory.resolve(name + ".sh");
    Files.writeString(file, "cd '%s' || exit 1\n%s\n".formatted(directory, body));
    return List.of("sh", file.toString());
  }
}
