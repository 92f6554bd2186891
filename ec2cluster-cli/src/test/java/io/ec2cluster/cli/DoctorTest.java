package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import io.ec2cluster.host.Machine;
import io.ec2cluster.internal.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} with all engines, over the local back end, as a new user calls it. */
@Timeout(120)
class DoctorTest {
  private final Path folder;

  DoctorTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(
        folder.resolve("i-1.json"), "{\"instance-id\": \"i-1\", \"local-ipv4\": \"127.0.0.1\"}");
  }

  @Test
  void aNodeAsItShouldBeEndsWithZeroAndNothingIsWritten() throws IOException {
    Console console = run(ScriptNode.CONFIGURATION, 0);

    assertThat(console.err()).isEmpty();
    assertThat(console.out())
        .containsPattern("^OF +LOOKED AT +VERDICT +FOUND\n")
        .containsPattern("core +configuration +ok +\\S+config.yaml; engines: script\n")
        .containsPattern("core +metadata +ok +i-1, 127.0.0.1\n")
        .containsPattern("core +cluster name +ok +maindb\n")
        .containsPattern("core +local directory +ok +\\S+/cloud is missing and can be made\n")
        .containsPattern("core +zone and role record +ok +.*: no record yet\n")
        .containsPattern("core +state directory +ok +\\S+/state is missing and can be made\n")
        .containsPattern("script +program primary +ok +true can be run\n")
        .doesNotContain("fix:")
        .endsWith("0 problems, 0 warnings\n");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("config.yaml", "i-1.json");
    }
  }

  @Test
  void aMissingProgramAndAFileInTheWayAreProblemsWithAFix() throws IOException {
    Files.createFile(folder.resolve("state"));

    Console console =
        run(
            ScriptNode.CONFIGURATION.replace("replica: [\"true\"]", "replica: [/no/such/program]"),
            10);

    assertThat(console.out())
        .containsPattern(
            "script +program replica +problem +/no/such/program is no file that this user may"
                + " execute\n    fix: install it, .* script.replica\n")
        .containsPattern(
            "core +state directory +problem +\\S+/state is no folder.*\n    fix: .*state-dir\n")
        .endsWith("2 problems, 0 warnings\n");
  }

  @Test
  void jsonTellsTheSameInAStableForm() throws IOException {
    Console console =
        run(
            ScriptNode.CONFIGURATION.replace("replica: [\"true\"]", "replica: [/no/such/program]"),
            10,
            "--output",
            "json");

    JsonTree json = JsonTree.parse(console.out());
    assertThat(text(json, "operation")).isEqualTo("doctor");
    assertThat(text(json, "outcome")).isEqualTo("done");
    assertThat(text(json, "exitCode")).isEqualTo("10");
    JsonTree answer = json.find("answer").orElseThrow();
    assertThat(text(answer, "problems")).isEqualTo("1");
    assertThat(text(answer, "warnings")).isEqualTo("0");
    List<JsonTree> findings = ((JsonTree.Items) answer.find("findings").orElseThrow()).items();
    assertThat(findings)
        .allSatisfy(
            finding -> assertThat(text(finding, "verdict")).isIn("ok", "problem", "not-checked"));
    JsonTree last = Iterables.getLast(findings);
    assertThat(text(last, "part")).isEqualTo("script");
    assertThat(text(last, "subject")).isEqualTo("program replica");
    assertThat(text(last, "verdict")).isEqualTo("problem");
    assertThat(text(last, "found")).startsWith("/no/such/program");
    assertThat(text(last, "fix")).contains("script.replica");
  }

  @Test
  void everyEngineThatHasASectionIsLookedAt() throws IOException {
    Console console =
        run(
            ScriptNode.CONFIGURATION
                + """
                postgres:
                  data-directory: %1$s/pg
                  bin-directory: %1$s/no-bin
                  user: %2$s
                redis:
                  data-directory: %1$s/redis
                  program: %1$s/no-redis
                  user: %2$s
                etcd:
                  binary: %1$s/no-etcd
                  data-directory: %1$s/etcd
                  size: 3
                """,
            10);

    assertThat(console.out())
        .containsPattern("engines: script, .*postgres")
        .containsPattern("postgres +programs +problem +there is no program \\S+/no-bin/postgres")
        .containsPattern("postgres +port +not checked +what it takes is not known: see programs")
        .containsPattern("redis +program +problem +\\S+/no-redis cannot be used")
        .containsPattern("etcd +program binary +problem +etcd: binary: found no program at")
        .containsPattern("etcd +data directory +ok +\\S+/etcd is missing and can be made")
        .containsPattern("etcd +group +(ok|warning) +\\d of 3 nodes are there")
        .containsPattern("core +coordination +ok +.* can be read");
    assertThat(folder.resolve("cloud")).doesNotExist();
  }

  @Test
  void onlyTheEnginesThatAreNamedAreLookedAt() throws IOException {
    Console console =
        run(ScriptNode.CONFIGURATION + "postgres: {data-directory: /nowhere}\n", 0, "script");

    assertThat(console.out()).contains("engines: script\n").doesNotContain("postgres ");
  }

  @Test
  void withoutMetadataTheNodeIsNotKnown() throws IOException {
    Console console = console(ScriptNode.CONFIGURATION);

    int exitCode = console.run("--config", folder.resolve("config.yaml").toString(), "doctor");

    assertThat(exitCode).isEqualTo(10);
    assertThat(console.out())
        .containsPattern("core +metadata +problem +.*\n    fix: .*--metadata FILE\n");
  }

  @Test
  void withoutAnEngineThatIsAWarning() throws IOException {
    Console console =
        run(ScriptNode.CONFIGURATION.replaceAll("(?s)engine: script\n|script:.*", ""), 0);

    assertThat(console.out())
        .containsPattern("core +configuration +warning +.*no engine is configured")
        .endsWith("0 problems, 1 warning\n");
  }

  @Test
  void aBadConfigurationAndAnUnknownEngineAreBadUsage() throws IOException {
    Console bad = run("clutser: maindb\n", 2);
    Console unknown = run(ScriptNode.CONFIGURATION, 2, "no-such-engine");

    assertThat(bad.out()).isEmpty();
    assertThat(bad.err()).contains("config.yaml:1", "'cluster'");
    assertThat(unknown.err()).contains("no engine 'no-such-engine': there are");
  }

  @Test
  void aPlugInThatCannotBeUsedIsAWarning() throws IOException {
    Path plugins = Files.createDirectories(folder.resolve("plugins"));
    Files.writeString(plugins.resolve("broken.jar"), "no jar");
    Files.writeString(folder.resolve("config.yaml"), ScriptNode.CONFIGURATION.formatted(folder));
    List<String> arguments =
        List.of(
            "--config",
            folder.resolve("config.yaml").toString(),
            "--metadata",
            folder.resolve("i-1.json").toString(),
            "--plugins",
            plugins.toString(),
            "doctor");
    Console console = Console.toFile(Main.core(arguments, ImmutableMap.of("PATH", "/usr/bin")));

    assertThat(console.run(arguments.toArray(String[]::new))).isZero();
    assertThat(console.out())
        .containsPattern("core +plug-ins +warning +.*broken.jar")
        .endsWith("0 problems, 1 warning\n");
  }

  private Console run(String configuration, int exitCode, String... more) throws IOException {
    Console console = console(configuration);
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "--config",
                    folder.resolve("config.yaml").toString(),
                    "--metadata",
                    folder.resolve("i-1.json").toString(),
                    "doctor"),
                Stream.of(more))
            .toArray(String[]::new);

    assertThat(console.run(arguments)).as(console.out() + console.err()).isEqualTo(exitCode);

    return console;
  }

  /** One that servers may run as, whoever runs the tests. */
  private static String serverUser() {
    Machine machine = Machine.current();
    return machine.privileged() ? "nobody" : machine.user();
  }

  private Console console(String configuration) throws IOException {
    Files.writeString(folder.resolve("config.yaml"), configuration.formatted(folder, serverUser()));
    Map<String, String> environment =
        ImmutableMap.of("PATH", System.getenv().getOrDefault("PATH", ""), "EC2CLUSTER_PLUGINS", "");
    return Console.toFile(Main.core(List.of(), environment));
  }

  private static String text(JsonTree tree, String key) {
    return tree.find(key).flatMap(JsonTree::scalar).orElse("");
  }
}
