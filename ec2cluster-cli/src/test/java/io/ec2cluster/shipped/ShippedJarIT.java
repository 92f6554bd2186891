package io.ec2cluster.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.Time;
import io.ec2cluster.cli.ScriptNode;
import io.ec2cluster.shipped.Processes.Running;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code java -jar ec2cluster.jar}. */
@Timeout(180)
class ShippedJarIT {
  private static final String METADATA =
      "{\"instance-id\": \"i-1\", \"local-ipv4\": \"10.0.0.1\", \"local-hostname\": \"h1.example.com\"}";

  private static final Map<String, String> ENVIRONMENT =
      ImmutableMap.of("PATH", System.getenv().getOrDefault("PATH", ""));

  private final Path folder;
  private final Processes processes;

  ShippedJarIT(@TempDir Path folder) {
    this.folder = folder;
    this.processes = new Processes(folder);
  }

  @AfterEach
  void endWhatWasStarted() {
    processes.close();
  }

  @Test
  void versionIsThatOfTheManifest() throws Exception {
    String version;
    try (JarFile jar = new JarFile(Shipped.jar().toFile())) {
      version =
          jar.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      assertThat(jar.isMultiRelease()).isTrue();
    }

    Ended ended = jar("--version");

    assertThat(ended).isEqualTo(new Ended(0, "ec2cluster " + version + "\n", ""));
  }

  @Test
  void helpListsTheCommandsOfEveryModule() throws Exception {
    Ended ended = jar("--help");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .contains("Usage: ec2cluster", "init ", "status ", "lease ", "engines ", "config ")
        .contains("script ", "postgres ");
  }

  @Test
  void enginesOfEveryModuleAreFoundAfterShading() throws Exception {
    Ended ended = jar("engines");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .containsPattern("script +\\S+ +\\S*ec2cluster.jar +init, status, promote, handover, ");
    assertThat(ended.out()).containsPattern("postgres +\\S+ +\\S*ec2cluster.jar ");
  }

  @Test
  void unknownOptionIsBadUsage() throws Exception {
    Ended ended = jar("script", "init", "--dry-rum");

    assertThat(ended)
        .isEqualTo(
            new Ended(
                2,
                "",
                """
                ec2cluster: error: unknown option '--dry-rum'; did you mean '--dry-run'?
                Try 'ec2cluster script init --help'.
                """));
  }

  @Test
  void everyProblemOfTheConfigurationIsReportedAtOnce() throws Exception {
    Path file = folder.resolve("config.yaml");
    Files.writeString(file, "clutser: maindb\ndns: {ttl: soon}\n");

    Ended text = jar("--config", file.toString(), "config", "check");
    Ended json = jar("--config", file.toString(), "config", "check", "--output", "json");

    assertThat(text.exitCode()).isEqualTo(2);
    assertThat(text.out()).isEmpty();
    assertThat(text.err())
        .contains("2 problems", file + ":1: ", "'cluster'", file + ":2: ", "dns.ttl")
        .doesNotContain("\tat ");
    assertThat(json.exitCode()).isEqualTo(2);
    assertThat(json.out())
        .contains("\"outcome\" : \"bad-usage\"", "\"exitCode\" : 2")
        .contains("\"origin\" : \"" + file + ":1\"", "\"key\" : \"dns.ttl\"");
  }

  @Test
  void configurationThatIsNotThereIsNamed() throws Exception {
    Ended ended = jar("--config", "no-such.yaml", "init");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains(folder.resolve("no-such.yaml").toString());
  }

  @Test
  void settingsOfThePredecessorBecomeAConfigurationThatIsAccepted() throws Exception {
    Path settings =
        write(
            "ec2cluster_settings.py",
            """
            MASTER_CNAME = 'master.%(cluster)s.example.com'
            SLAVE_CNAME = 'slave.%(cluster)s.example.com'
            RECOVERY_TEMPLATE = '/path/to/template.conf'
            RECOVERY_FILENAME = '/var/lib/postgresql/9.1/main/recovery.conf'
            """);
    String file = folder.resolve("imported.yaml").toString();

    Ended imported = jar("config", "import", settings.toString(), "--output-file", file);
    Ended check = jar("--config", file, "config", "check");

    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(imported.err()).contains("note: " + settings + ":4:1: RECOVERY_FILENAME: names a");
    assertThat(check.exitCode()).as(check.err()).isZero();
  }

  @Test
  void initOfTheScriptEngineGoesAllTheWayOverTheLocalBackEnd() throws Exception {
    Ended plan = node("init", "--dry-run");
    Ended first = node("init", "--output", "json");
    Ended check = node("lease", "check");

    assertThat(plan.exitCode()).isZero();
    assertThat(plan.out()).contains("  if primary:\n    - run script.primary");
    assertThat(first.err()).contains("done: publish the primary name");
    assertThat(first.exitCode()).isZero();
    assertThat(first.out())
        .contains("\"engine\" : \"script\"", "\"operation\" : \"init\"", "\"cluster\" : \"maindb\"")
        .contains("\"instance\" : \"i-1\"", "\"role\" : \"primary\"", "\"epoch\" : 1")
        .contains("\"outcome\" : \"done\"", "\"exitCode\" : 0", "\"elapsedMillis\" : ");
    assertThat(check.exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void engineOfStrangersIsUndoneAndExplainedWhenInterrupted(String signal, int exitCode)
      throws Exception {
    Running running = processes.start(ENVIRONMENT, strangers("patient", "wait"));
    await(running, "done: open the gate");

    running.signal(signal);

    Ended ended = running.end();
    assertThat(ended.exitCode()).isEqualTo(exitCode);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("interrupted: wait", "undone: open the gate", "note: the gate is closed again")
        .contains("note: the lights are off", "ec2cluster: interrupted: ")
        .doesNotContain("\tat ");
  }

  private Ended jar(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Shipped.java().toString(), "-jar"));
    command.add(Shipped.jar().toString());
    command.addAll(List.of(arguments));
    return processes.run(ENVIRONMENT, command);
  }

  private Ended node(String... arguments) throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--config",
                write("node.yaml", ScriptNode.CONFIGURATION.formatted(folder)).toString(),
                "--metadata",
                write("node.json", METADATA).toString()));
    all.addAll(List.of(arguments));
    return jar(all.toArray(String[]::new));
  }

  /** The program with a module beside the jar; {@code -jar} would ignore the class path. */
  private List<String> strangers(String... arguments) throws IOException {
    Path services = Files.createDirectories(folder.resolve("stranger/META-INF/services"));
    Files.writeString(
        services.resolve("io.ec2cluster.spi.EngineModule"), PatientModule.class.getName());
    List<String> command = new ArrayList<>(List.of(Shipped.java().toString(), "-cp"));
    command.add(
        String.join(
            File.pathSeparator,
            Shipped.jar().toString(),
            folder.resolve("stranger").toString(),
            Shipped.testClasses().toString()));
    command.add("io.ec2cluster.cli.Main");
    command.addAll(List.of("--cloud", "local", "--local-dir", folder.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static void await(Running running, String words)
      throws IOException, InterruptedException {
    while (running.process().isAlive() && !running.errSoFar().contains(words)) {
      Time.system().sleep(Duration.ofMillis(20));
    }
    assertThat(running.errSoFar()).contains(words);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
