package io.ec2cluster.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ec2cluster.testing.standin.PythonProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every snippet of {@code docs/user-data}, held against cloud-init's own schema. */
class UserDataIT {
  private static final Path SNIPPETS = Path.of("..", "docs", "user-data");
  private static final Path UNITS = Path.of("..", "docs", "systemd");
  private static final Path SCHEMA =
      Path.of("src/test/resources/cloud-init/schema-cloud-config-v1.json");
  private static final YAMLMapper YAML = new YAMLMapper();

  static List<Path> snippets() throws IOException {
    try (Stream<Path> files = Files.list(SNIPPETS)) {
      return files.sorted().toList();
    }
  }

  @Test
  void thereIsOneForEachEngineThatRunsOnNodes() throws IOException {
    assertThat(snippets())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("elb.yaml", "etcd.yaml", "postgres.yaml", "redis.yaml");
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void cloudInitTakesIt(Path snippet) throws IOException, InterruptedException {
    assertThat(Files.readString(snippet)).startsWith("#cloud-config\n").hasSizeLessThan(16 << 10);

    Ended checked =
        Ended.of(
            PythonProgram.CHECK_JSONSCHEMA.path().toString(),
            "--schemafile",
            SCHEMA.toString(),
            snippet.toString());

    assertThat(checked.exitCode()).as(checked.words()).isZero();
    // That schema lets unknown keys pass.
    assertThat(YAML.readTree(Files.readString(snippet)).fieldNames())
        .toIterable()
        .isSubsetOf("fs_setup", "mounts", "package_update", "packages", "write_files", "runcmd");
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void configurationPassesItsCheck(Path snippet, @TempDir Path directory)
      throws IOException, InterruptedException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(file, written(snippet, "/etc/ec2cluster/config.yaml").orElseThrow());

    Ended checked =
        Ended.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            Path.of("target", "ec2cluster.jar").toString(),
            "--config",
            file.toString(),
            "config",
            "check");

    assertThat(checked.exitCode()).as(checked.words()).isZero();
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void unitsAreTheShippedOnesAndEachIsStarted(Path snippet) throws IOException {
    JsonNode data = YAML.readTree(Files.readString(snippet));
    String commands = data.path("runcmd").toString();
    List<String> units =
        files(data)
            .map(file -> file.path("path").asText())
            .filter(path -> path.startsWith("/etc/systemd/system/"))
            .toList();

    assertThat(units).isNotEmpty();
    for (String unit : units) {
      String name = unit.substring(unit.lastIndexOf('/') + 1);
      assertThat(settings(written(snippet, unit).orElseThrow()))
          .as(name)
          .isEqualTo(settings(Files.readString(UNITS.resolve(name))));
      boolean byTimer = units.contains(unit.replace(".service", ".timer")) && name.endsWith("ice");
      assertThat(commands.contains("\"" + name + "\"")).as(name).isNotEqualTo(byTimer);
    }
  }

  private static Stream<JsonNode> files(JsonNode data) {
    return StreamSupport.stream(data.path("write_files").spliterator(), false);
  }

  private static Optional<String> written(Path snippet, String path) throws IOException {
    return files(YAML.readTree(Files.readString(snippet)))
        .filter(file -> file.path("path").asText().equals(path))
        .map(file -> file.path("content").asText())
        .findFirst();
  }

  /** A unit without its remarks. */
  private static List<String> settings(String unit) {
    return unit.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
  }

  /**
   * How a program ended.
   *
   * @param exitCode its exit code
   * @param words all that it said
   */
  private record Ended(int exitCode, String words) {
    static Ended of(String... command) throws IOException, InterruptedException {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), words);
    }
  }
}
