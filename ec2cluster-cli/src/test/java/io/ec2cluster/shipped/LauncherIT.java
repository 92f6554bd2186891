package io.ec2cluster.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.MoreCollectors;
import io.ec2cluster.Time;
import io.ec2cluster.shipped.Processes.Running;
import io.ec2cluster.testing.standin.ImdsStandIn;
import io.ec2cluster.testing.standin.Route53StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/ec2cluster}. */
@Timeout(180)
class LauncherIT {
  private static final String PATH = System.getenv().getOrDefault("PATH", "");

  private static final String USED_ARCHIVE = "-XX:(AOTCache|SharedArchiveFile)=\\S+";

  private final Path folder;
  private final Processes processes;
  private final Map<String, String> environment;

  LauncherIT(@TempDir Path folder) {
    this.folder = folder;
    this.processes = new Processes(folder);
    this.environment =
        ImmutableMap.of(
            "PATH",
            PATH,
            "JAVA_HOME",
            System.getProperty("java.home"),
            "HOME",
            folder.toString(),
            "EC2CLUSTER_ARCHIVE",
            "off");
  }

  @AfterEach
  void endWhatWasStarted() {
    processes.close();
  }

  @Test
  void commandRunsFromPathWithBlankAndThroughLink() throws Exception {
    Checkout checkout = Checkout.in(folder).withJar();
    Path link = Files.createSymbolicLink(folder.resolve("link"), checkout.launcher());
    Path linkToLink = Files.createSymbolicLink(folder.resolve("link2"), Path.of("link"));

    Ended ended = processes.run(environment, List.of(linkToLink.toString(), "--version"));

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).startsWith("ec2cluster ");
    assertThat(ended.exitCode()).isZero();
    assertThat(link).exists();
  }

  @Test
  void argumentsAndExitCodeAreThoseOfTheCommand() throws Exception {
    Checkout checkout = Checkout.in(folder).withJar();

    Ended ended = run(checkout, environment, "--config", "no such file.yaml", "config", "check");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("no such file.yaml");
  }

  @Test
  void archivesAreMadeInForegroundOnRequestAndUsedFromThenOn() throws Exception {
    Checkout checkout = Checkout.withoutBlanksIn(folder).withJar();

    Ended made = run(checkout, with("EC2CLUSTER_ARCHIVE", "make"));
    Ended version = run(checkout, loading("version.txt"), "--version");
    Ended promote = run(checkout, loading("promote.txt"), "promote", "--help");

    assertThat(made).isEqualTo(new Ended(0, "", ""));
    assertThat(checkout.archives()).hasSize(2);
    assertThat(version.err()).isEmpty();
    assertThat(version.out())
        .contains("\nec2cluster ")
        .containsPattern(USED_ARCHIVE + "\\.start\\.");
    assertThat(promote.out())
        .contains("Usage: ec2cluster promote")
        .containsPattern(USED_ARCHIVE + "\\.changes\\.");
    for (String loaded : List.of("version.txt", "promote.txt")) {
      assertThat(Files.readAllLines(folder.resolve(loaded)))
          .as("the parser's classes come from the archive")
          .anyMatch(line -> line.contains(" picocli.CommandLine source: shared objects file"))
          .noneMatch(line -> line.contains(" picocli.CommandLine source: file:"));
    }
  }

  /** A command that says which archive its virtual machine uses, and writes what it loads. */
  private Map<String, String> loading(String file) {
    return with(
        "EC2CLUSTER_ARCHIVE",
        "auto",
        "EC2CLUSTER_JAVA_OPTS",
        "-XX:+PrintCommandLineFlags -Xlog:class+load:file=" + folder.resolve(file));
  }

  @Test
  void archiveHasWhatAStartOnEc2Loads() throws Exception {
    Checkout checkout = Checkout.withoutBlanksIn(folder).withJar();
    run(checkout, with("EC2CLUSTER_ARCHIVE", "make"));
    LoopbackCertificate certificate = new LoopbackCertificate(folder);
    Path loaded = folder.resolve("loaded.txt");
    String options =
        String.join(" ", certificate.trustingOptions()) + " -Xlog:class+load:file=" + loaded;

    Ended ended;
    try (Route53StandIn route53 = Route53StandIn.encrypted(certificate.server());
        ImdsStandIn metadata = ImdsStandIn.start()) {
      route53.createZone("Z1", "example.com", false);
      metadata
          .instance("i-1", "eu-west-1", "123456789012", "10.0.0.1")
          .put("meta-data/iam/security-credentials/", "node")
          .put(
              "meta-data/iam/security-credentials/node",
              """
              {"Code": "Success", "AccessKeyId": "id", "SecretAccessKey": "secret", "Token": "token",
               "Expiration": "2099-01-01T00:00:00Z"}
              """);
      Map<String, String> onEc2 =
          with(
              "EC2CLUSTER_ARCHIVE",
              "auto",
              "EC2CLUSTER_JAVA_OPTS",
              options,
              "AWS_ENDPOINT_URL_ROUTE_53",
              route53.endpoint().toString(),
              "AWS_EC2_METADATA_SERVICE_ENDPOINT",
              metadata.endpoint().toString());

      ended = run(checkout, onEc2, "--config", configuration().toString(), "init");
    }

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    // JDK's events are in no archive; a start without TLS and role in it loads a thousand more.
    assertThat(Files.readAllLines(loaded))
        .filteredOn(line -> line.contains(" source: jrt:") || line.contains(" source: file:"))
        .hasSizeLessThan(60);
  }

  private Path configuration() throws IOException {
    return Files.writeString(
        folder.resolve("config.yaml"),
        """
        cluster: maindb
        engine: script
        state-dir: %s/state
        dns: {zone-id: Z1, primary-name: primary.example.com}
        script: {primary: ["true"], replica: ["true"]}
        """
            .formatted(folder));
  }

  @Test
  void archivesThatDoNotFitAreIgnoredAndReplaced() throws Exception {
    Checkout checkout = Checkout.withoutBlanksIn(folder).withJar();
    run(checkout, with("EC2CLUSTER_ARCHIVE", "make"));
    Path archive = start(checkout);
    Path jar = checkout.jar();

    // Another build of the jar, under the name of the archive that fits it.
    Files.delete(jar);
    Files.copy(Shipped.jar(), jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
    Path misplaced =
        archive.resolveSibling(
            archive.getFileName().toString().replaceFirst("-\\d+-(\\d+\\.)", "-1000000000-$1"));
    Files.copy(archive, misplaced);
    Ended ofAnotherJar = run(checkout, with("EC2CLUSTER_ARCHIVE", "auto"), "--version");
    Files.delete(misplaced);
    Files.writeString(misplaced, "garbage");
    Ended garbage = run(checkout, with("EC2CLUSTER_ARCHIVE", "auto"), "--version");
    Files.delete(misplaced);
    run(checkout, with("EC2CLUSTER_ARCHIVE", "make"));

    assertThat(List.of(ofAnotherJar, garbage))
        .allSatisfy(
            ended -> {
              assertThat(ended.exitCode()).isZero();
              assertThat(ended.out()).startsWith("ec2cluster ").hasLineCount(1);
            });
    assertThat(start(checkout)).isEqualTo(misplaced);
    assertThat(checkout.archives()).hasSize(2);
  }

  private static Path start(Checkout checkout) throws IOException {
    return checkout.archives().stream()
        .filter(archive -> archive.toString().contains(".start."))
        .collect(MoreCollectors.onlyElement());
  }

  @Test
  void manyFirstRunsAtOnceMakeOneArchiveInTheBackground() throws Exception {
    Checkout checkout = Checkout.withoutBlanksIn(folder).withJar();
    Path cache = folder.resolve("cache");
    Map<String, String> first =
        with("EC2CLUSTER_ARCHIVE", "auto", "XDG_CACHE_HOME", cache.toString());

    List<Running> running = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      running.add(processes.start(first, List.of(checkout.launcher().toString(), "--version")));
    }
    List<Ended> ended = new ArrayList<>();
    for (Running one : running) {
      ended.add(one.end());
    }
    while (!isMade(cache)) {
      Time.system().sleep(Duration.ofMillis(100));
    }

    assertThat(ended)
        .allSatisfy(
            one -> {
              assertThat(one.exitCode()).isZero();
              assertThat(one.out()).startsWith("ec2cluster ");
              assertThat(one.err()).isEmpty();
            });
    assertThat(Checkout.archivesIn(cache)).hasSize(1);
    assertThat(checkout.archives()).isEmpty();
  }

  @Test
  void signalReachesTheCommand() throws Exception {
    Checkout checkout = Checkout.in(folder).withJar();
    Path started = folder.resolve("started");
    Path script =
        Checkout.script(
            folder.resolve("slow.sh"), "#!/bin/sh\n: >'" + started + "'\nexec sleep 60\n");
    Path configuration =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            cluster: maindb
            cloud: local
            local-dir: %1$s/cloud
            state-dir: %1$s/state
            dns: {zone: example.com, primary-name: primary.example.com}
            script: {primary: [%2$s], replica: [%2$s]}
            """
                .formatted(folder, script));
    Path metadata =
        Files.writeString(
            folder.resolve("node.json"),
            "{\"instance-id\": \"i-1\", \"local-ipv4\": \"10.0.0.1\", \"local-hostname\": \"h1\"}");
    Running running =
        processes.start(
            environment,
            List.of(
                checkout.launcher().toString(),
                "--config",
                configuration.toString(),
                "--metadata",
                metadata.toString(),
                "script",
                "init"));
    while (running.process().isAlive() && !Files.exists(started)) {
      Time.system().sleep(Duration.ofMillis(20));
    }

    running.signal("TERM");

    Ended ended = running.end();
    assertThat(ended.exitCode()).isEqualTo(143);
    assertThat(ended.err())
        .contains("interrupted: run script.primary", "ec2cluster: interrupted: ")
        .doesNotContain("\tat ");
  }

  @Test
  void missingJavaIsNamedWithWhatToDo() throws Exception {
    Checkout checkout = Checkout.in(folder).withJar();
    Map<String, String> nothing = ImmutableMap.of("PATH", folder.resolve("empty").toString());

    Ended onPath = run(checkout, nothing, "--version");
    Ended inHome = run(checkout, with("JAVA_HOME", "/no/java/here"), "--version");

    assertThat(onPath.exitCode()).isEqualTo(5);
    assertThat(onPath.err()).contains("no 'java' on the PATH", "17 or later", "JAVA_HOME");
    assertThat(inHome.exitCode()).isEqualTo(5);
    assertThat(inHome.err()).contains("JAVA_HOME is '/no/java/here'");
  }

  @Test
  void oldJavaIsRefusedWithItsVersion() throws Exception {
    Checkout checkout = Checkout.in(folder).withJar();
    Path old = folder.resolve("java-11");
    Checkout.script(old.resolve("bin/java"), "#!/bin/sh\nexit 99\n");
    Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"11.0.2\"\n");
    Path older = folder.resolve("java-8");
    Checkout.script(
        older.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n");

    Ended eleven = run(checkout, with("JAVA_HOME", old.toString()), "--version");
    Ended eight = run(checkout, with("JAVA_HOME", older.toString()), "--version");

    assertThat(eleven.exitCode()).isEqualTo(5);
    assertThat(eleven.err()).contains("is Java 11.0.2: 17 or later is needed");
    assertThat(eight.exitCode()).isEqualTo(5);
    assertThat(eight.err()).contains("is Java 1.8.0_402: 17 or later is needed");
  }

  @Test
  void missingJarIsBuiltOnceOnFirstUseInCheckout() throws Exception {
    Checkout checkout = Checkout.in(folder);
    Files.writeString(checkout.module().resolve("pom.xml"), "<project/>");
    Path calls = folder.resolve("calls.txt");
    Path tools = folder.resolve("tools");
    Checkout.script(
        tools.resolve("mvn"),
        "#!/bin/sh\necho \"$PWD $*\" >>'%s'\necho talk\ncp '%s' '%s'\n"
            .formatted(calls, Shipped.jar(), checkout.jar()));
    Map<String, String> withMaven = with("PATH", tools + ":" + PATH);

    Running one = processes.start(withMaven, List.of(checkout.launcher().toString(), "--version"));
    Running two = processes.start(withMaven, List.of(checkout.launcher().toString(), "--version"));
    Ended first = one.end();
    Ended second = two.end();

    assertThat(List.of(first, second))
        .allSatisfy(
            ended -> {
              assertThat(ended.exitCode()).isZero();
              assertThat(ended.out()).startsWith("ec2cluster ").doesNotContain("talk");
            });
    assertThat(first.err() + second.err()).contains("building the jar");
    assertThat(Files.readAllLines(calls))
        .singleElement()
        .asString()
        .startsWith(checkout.root() + " -B -q -DskipTests ")
        .endsWith("-pl cli module -am package");
    assertThat(checkout.module().resolve("target/building")).doesNotExist();
  }

  @Test
  void failingBuildIsExplained() throws Exception {
    Checkout checkout = Checkout.in(folder);
    Files.writeString(checkout.module().resolve("pom.xml"), "<project/>");
    Path tools = folder.resolve("tools");
    Checkout.script(tools.resolve("mvn"), "#!/bin/sh\necho no network >&2\nexit 1\n");

    Ended ended = run(checkout, with("PATH", tools + ":" + PATH), "--version");

    assertThat(ended.exitCode()).isEqualTo(5);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("no network", "the build failed");
    assertThat(checkout.module().resolve("target/building")).doesNotExist();
  }

  @Test
  void installationWithoutJarSaysWhereItLooked() throws Exception {
    Checkout checkout = Checkout.in(folder);

    Ended ended = run(checkout, environment, "--version");

    assertThat(ended.exitCode()).isEqualTo(5);
    assertThat(ended.err())
        .contains("no ec2cluster.jar", checkout.jar().toString(), "/usr/share/ec2cluster");
  }

  private static boolean isMade(Path cache) throws IOException {
    List<Path> archives = Checkout.archivesIn(cache);
    return !archives.isEmpty()
        && archives.stream().noneMatch(file -> file.toString().endsWith(".making"));
  }

  private Ended run(Checkout checkout, Map<String, String> variables, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(checkout.launcher().toString()));
    command.addAll(List.of(arguments));
    return processes.run(variables, command);
  }

  private Map<String, String> with(String... namesAndValues) {
    ImmutableMap.Builder<String, String> all = ImmutableMap.builder();
    all.putAll(environment);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return all.buildKeepingLast();
  }
}
