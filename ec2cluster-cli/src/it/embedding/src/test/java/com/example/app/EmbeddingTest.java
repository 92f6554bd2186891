package com.example.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.Outcome;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.ClusterSettings.CloudKind;
import io.ec2cluster.config.ClusterSettings.Dns;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaseReport;
import io.ec2cluster.role.StatusOptions;
import io.ec2cluster.role.StatusReport;
import io.ec2cluster.script.ScriptSettings;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.testing.standin.Route53StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;

/** An application that has ec2cluster as a library, and no file of its configuration. */
class EmbeddingTest {
  private static final InitOptions INIT = InitOptions.defaults();
  private static final StatusOptions ONCE = new StatusOptions(false, Duration.ofSeconds(2));

  private final Path folder;

  EmbeddingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void operationsAreCalledAndAnswerInTypes() {
    ClusterSettings settings =
        ClusterSettings.of(
            "maindb",
            CloudKind.LOCAL,
            Optional.of(folder.resolve("cloud")),
            Dns.of("Z1", "primary.maindb.example.com", Optional.empty()));
    ScriptSettings script = ScriptSettings.of(List.of("true"), List.of("true"));
    List<String> heard = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void stepEnded(Report.StepReport step) {
            heard.add(step.name() + ": " + step.outcome());
          }
        };

    try (Ec2Cluster cluster =
        Ec2Cluster.builder()
            .settings(settings)
            .engineSettings("script", script)
            .metadata(
                () -> InstanceMetadata.of(Map.of("instance-id", "i-1", "local-ipv4", "10.0.0.1")))
            .listener(listener)
            .build()) {
      Report plan = cluster.run("script", "init", INIT, true);
      Report report = cluster.run("script", "init", INIT, false);
      StatusReport status = (StatusReport) cluster.ask("script", "status", ONCE).value();
      LeaseReport lease =
          (LeaseReport) cluster.ask("script", "lease show", new NoSettings()).value();

      assertThat(plan.dryRun()).isTrue();
      assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
      assertThat(report.role()).hasValue("primary");
      assertThat(heard).contains("publish the primary name: DONE");
      assertThat(status.members()).hasSize(1);
      assertThat(lease.owner()).hasValue("i-1");
    }
  }

  @Test
  void ownClientsAreUsedAndLeftOpen() {
    try (Route53StandIn route53 = Route53StandIn.start();
        Route53Client client =
            Route53Client.builder()
                .region(Region.AWS_GLOBAL)
                .endpointOverride(route53.endpoint())
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .build()) {
      String zone = route53.createZone("example.com").id();
      ClusterSettings settings =
          ClusterSettings.of(
                  "maindb",
                  CloudKind.AWS,
                  Optional.empty(),
                  Dns.of(zone, "primary.maindb.example.com", Optional.empty()))
              .withStateDir(folder);
      for (int time = 1; time <= 2; time++) {
        AwsCloud cloud =
            AwsCloud.builder(settings)
                .route53(client)
                .metadata(
                    () ->
                        InstanceMetadata.of(
                            Map.of(
                                "instance-id",
                                "i-1",
                                "local-ipv4",
                                "10.0.0.1",
                                "placement/region",
                                "eu-west-1")))
                .build();
        try (cloud;
            Ec2Cluster cluster =
                Ec2Cluster.builder()
                    .settings(settings)
                    .cloud(cloud)
                    .engineSettings("script", ScriptSettings.of(List.of("true"), List.of("true")))
                    .build()) {
          Report report = cluster.run("script", "init", INIT, false);

          assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
          assertThat(report.role()).hasValue("primary");
        }
      }
    }
  }

  @Test
  void anInterruptedOperationIsTakenBackAndTheThreadStaysInterrupted() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void stepStarted(String name, String description) {
            if (name.equals("run script.primary")) {
              running.countDown();
            }
          }
        };
    ScriptSettings script =
        ScriptSettings.of(List.of("sleep", "60"), List.of("true")).withStop(List.of("true"));
    try (Ec2Cluster cluster = local("maindb", script, listener)) {
      List<Object> seen = new ArrayList<>();
      Thread operation =
          new Thread(
              () -> {
                seen.add(cluster.run("script", "init", INIT, false).outcome());
                seen.add(Thread.currentThread().isInterrupted());
              });
      operation.start();
      running.await();
      operation.interrupt();
      operation.join();

      assertThat(seen).containsExactly(Outcome.INTERRUPTED, true);
      StatusReport status = (StatusReport) cluster.ask("script", "status", ONCE).value();
      assertThat(status.record().state()).hasValue("free");
    }
  }

  @Test
  void twoClustersLiveInOneProcessAndEachIsUsedByManyThreads() throws Exception {
    ScriptSettings script = ScriptSettings.of(List.of("true"), List.of("true"));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Ec2Cluster first = local("first", script, ProgressListener.none());
        Ec2Cluster second = local("second", script, ProgressListener.none())) {
      List<Callable<String>> calls = new ArrayList<>();
      for (Ec2Cluster cluster : List.of(first, second)) {
        Report report = cluster.run("script", "init", INIT, false);
        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
        for (int i = 0; i < 8; i++) {
          calls.add(() -> ((StatusReport) cluster.ask("script", "status", ONCE).value()).cluster());
        }
      }

      List<String> answers = new ArrayList<>();
      for (Future<String> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }

      assertThat(answers).hasSize(16).filteredOn("first"::equals).hasSize(8);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void nothingIsLeftRunning() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();

    operationsAreCalledAndAnswerInTypes();
    ownClientsAreUsedAndLeftOpen();

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.isAlive() && !thread.isDaemon() && !before.contains(thread))
        .isEmpty();
  }

  @Test
  void enginesOnTheClassPathAreFound() {
    EngineCatalog catalog = EngineCatalog.discover(EmbeddingTest.class.getClassLoader());

    assertThat(catalog.problems()).isEmpty();
    assertThat(catalog.entries().stream().map(entry -> entry.module().id()))
        .containsExactly("postgres", "script");
  }

  @Test
  void loggingIsTheApplicationsAndTheJarHoldsNothingOfOthers() throws Exception {
    Path jar =
        Path.of(Ec2Cluster.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(LoggerFactory.getILoggerFactory().getClass().getName()).contains("simple");
    try (JarFile file = new JarFile(jar.toFile())) {
      assertThat(
              file.stream()
                  .filter(entry -> !entry.isDirectory())
                  .map(entry -> entry.getName())
                  .filter(name -> !name.startsWith("io/ec2cluster/"))
                  .filter(name -> !name.startsWith("META-INF/maven/"))
                  .collect(Collectors.toSet()))
          .containsExactlyInAnyOrder(
              "META-INF/MANIFEST.MF",
              "META-INF/LICENSE",
              "META-INF/NOTICE",
              "META-INF/services/io.ec2cluster.spi.EngineModule");
      assertThat(file.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
          .isEqualTo("io.ec2cluster.core");
    }
  }

  private Ec2Cluster local(String name, ScriptSettings script, ProgressListener listener) {
    return Ec2Cluster.builder()
        .settings(
            ClusterSettings.of(
                name,
                CloudKind.LOCAL,
                Optional.of(folder.resolve("cloud")),
                Dns.of("Z1", "primary." + name + ".example.com", Optional.empty())))
        .engineSettings("script", script)
        .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-1", "local-ipv4", "10.0.0.1")))
        .listener(listener)
        .build();
  }
}
