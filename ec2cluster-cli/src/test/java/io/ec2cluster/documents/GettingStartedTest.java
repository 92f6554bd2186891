package io.ec2cluster.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DocumentedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configurations that documents show are read by the program without a problem. */
class GettingStartedTest {
  private static final Pattern UNIT = Pattern.compile("docs/(systemd/\\S+|cloudformation/\\S+)");

  private final DocumentedProgram program = DocumentedProgram.installed();

  @Test
  void everyEngineHasAConfigurationThatIsRead() throws IOException {
    List<String> configurations = Document.read("getting-started.md").yaml();

    assertThat(configurations).hasSize(5).allSatisfy(this::isRead);
    for (String section : List.of("postgres:", "redis:", "etcd:", "rds:", "elb:")) {
      assertThat(configurations).anyMatch(text -> ("\n" + text).contains("\n" + section));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../README.md",
        "coordination.md",
        "elb.md",
        "etcd.md",
        "rds.md",
        "redis.md",
        "core.md"
      })
  void theConfigurationsOfTheOtherDocumentsAreRead(String name) throws IOException {
    assertThat(Document.read(name).yaml()).isNotEmpty().allSatisfy(this::isRead);
  }

  @Test
  void aWrongConfigurationIsNoticed() {
    List<String> problems = program.problems("a.yaml", "engine: redis\nredis:\n  prot: 6379\n");

    assertThat(problems).singleElement().asString().contains("a.yaml:3", "prot", "port");
  }

  @Test
  void theFilesThatAreCopiedAreThere() throws IOException {
    Stream<String> named =
        UNIT.matcher(Document.read("getting-started.md").text())
            .results()
            .map(found -> found.group(1));

    assertThat(named.toList())
        .hasSizeGreaterThan(3)
        .allSatisfy(file -> assertThat(Files.exists(Path.of("..", "docs", file))).isTrue());
  }

  private void isRead(String configuration) {
    // Files of secrets are the user's.
    assertThat(program.problems("config.yaml", configuration))
        .as(configuration)
        .filteredOn(problem -> !problem.endsWith("it does not exist"))
        .isEmpty();
  }
}
