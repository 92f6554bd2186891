package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
  private final Path directory;

  ConfigurationFileTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void theOptionComesBeforeTheVariableAndTheVariableBeforeTheStandard() throws IOException {
    Path named = file("named.yaml", "cluster: named");
    Path variable = file("variable.json", "{\"cluster\": \"variable\"}");
    file("standard.yaml", "cluster: standard");
    Map<String, String> environment = Map.of("EC2CLUSTER_CONFIG", variable.toString());

    assertThat(cluster(Optional.of(named), environment)).contains("named");
    assertThat(cluster(Optional.empty(), environment)).contains("variable");
    assertThat(cluster(Optional.empty(), Map.of("EC2CLUSTER_CONFIG", ""))).contains("standard");
    assertThat(load(Optional.empty(), environment).file()).contains(variable);
  }

  @Test
  void noFileAtAllIsFine() {
    Configuration configuration = load(Optional.empty(), Map.of());

    assertThat(configuration.file()).isEmpty();
    assertThat(configuration.cluster().cluster()).isEmpty();
    assertThat(configuration.effective()).contains(new EffectiveSetting("cloud", "aws", "default"));
  }

  @Test
  void aNamedFileThatCannotBeReadIsAProblemThatSaysWhy() throws IOException {
    Path absent = directory.resolve("absent.yaml");
    Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0});
    Path large = file("large.yaml", "#".repeat((1 << 20) + 1));

    assertThatThrownBy(() -> load(Optional.of(absent), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "1 problem in the configuration:\n  --config: found the file '%s', expected one that can"
                + " be read: it does not exist",
            absent);
    assertThatThrownBy(
            () -> load(Optional.empty(), Map.of("EC2CLUSTER_CONFIG", directory.toString())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("EC2CLUSTER_CONFIG: found the file")
        .hasMessageContaining("Is a directory");
    assertThatThrownBy(() -> load(Optional.of(binary), Map.of()))
        .hasMessageContaining("it is not UTF-8 text");
    assertThatThrownBy(() -> load(Optional.of(large), Map.of()))
        .hasMessageContaining("it is larger than 1048576 bytes");
  }

  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    Path marked = file("marked.yaml", "\uFEFFcluster: marked");

    assertThat(cluster(Optional.of(marked), Map.of())).contains("marked");
  }

  @Test
  void secretsComeFromFilesAndVariables() throws IOException {
    record Engine(@Setting("password") Secret password) {}
    ConfigurationScope scope =
        ConfigurationScope.of(Map.of("PASS", "from-env\n"), Map.of("db", Engine.class));

    assertThat(secret("file:" + file("a", "hunter2\n"), Engine.class, scope).password())
        .isEqualTo(Secret.of("hunter2"));
    assertThat(secret("file:" + file("b", " two\r\n\r\n"), Engine.class, scope).password())
        .isEqualTo(Secret.of(" two\r\n"));
    assertThat(secret("${PASS}", Engine.class, scope).password())
        .isEqualTo(Secret.of("from-env\n"));
    assertThatThrownBy(() -> secret("file:" + directory + "/gone", Engine.class, scope))
        .hasMessageContaining("c.yaml:1: db.password: found (hidden), expected a readable file '")
        .hasMessageContaining("/gone': it does not exist");
    assertThatThrownBy(() -> secret("file:" + file("c", "\n"), Engine.class, scope))
        .hasMessageContaining("to hold the secret, it is empty");
    assertThatThrownBy(() -> secret("file:relative", Engine.class, scope))
        .hasMessageContaining("an absolute path behind file:");
    assertThatThrownBy(() -> secret("${GONE}", Engine.class, scope))
        .hasMessageContaining("the environment variable GONE to be set and not empty");
    for (String wrong : new String[] {"hunter2", "x${PASS}", "${PASS", "$${PASS}", ""}) {
      assertThatThrownBy(() -> secret(wrong, Engine.class, scope))
          .hasMessageContaining("found (hidden), expected ${ENV_VAR} or file:/path")
          .hasMessageNotContaining("hunter2")
          .hasMessageNotContaining("from-env");
    }
  }

  @Test
  void referencesInOtherValuesAreReplacedOnce() {
    record Engine(@Setting("arguments") List<String> start) {}
    ConfigurationScope scope =
        ConfigurationScope.of(Map.of("A", "${B} \\$1"), Map.of("db", Engine.class));

    Engine engine =
        Configuration.parse(
                "c.yaml", "db: {start: ['x${A}y', '$${A}', '$A', '$$', '${A}${A}']}", scope)
            .section("db", Engine.class);

    assertThat(engine.start())
        .containsExactly("x${B} \\$1y", "${A}", "$A", "$$", "${B} \\$1${B} \\$1");
    assertThatThrownBy(
            () -> Configuration.parse("c.yaml", "db: {start: ['${B:-x}', '${', '${C}']}", scope))
        .hasMessageContaining(
            "db.start[0]: found '${B:-x}', expected ${NAME} for an environment variable, or $${")
        .hasMessageContaining("expected the environment variable C to be set");
  }

  private <S extends Record> S secret(String value, Class<S> type, ConfigurationScope scope) {
    return Configuration.parse("c.yaml", "db: {password: '" + value + "'}", scope)
        .section("db", type);
  }

  private Optional<String> cluster(Optional<Path> named, Map<String, String> environment) {
    return load(named, environment).cluster().cluster();
  }

  private Configuration load(Optional<Path> named, Map<String, String> environment) {
    return Configuration.load(
        named,
        ConfigurationScope.of(environment, Map.of())
            .withStandardFile(directory.resolve("standard.yaml")));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
