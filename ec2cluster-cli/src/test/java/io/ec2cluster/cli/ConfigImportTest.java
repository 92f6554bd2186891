package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigImportTest {
  private static final String SETTINGS =
      """
      MASTER_CNAME = 'master.%(cluster)s.example.com'
      SLAVE_CNAME = 'slave.%(cluster)s.example.com'
      ROUTE53_ZONE_ID = 'Z123'
      AWS_SECRET_ACCESS_KEY = 'hush'
      INIT_MASTER_SCRIPT = '/path/to/some_script.py'
      INIT_SLAVE_SCRIPT = '/path/to/another_script.py'
      """;

  private final Path folder;
  private final Path settings;
  private final Console console = Console.toFile(Main.core(List.of(), Map.of()));

  ConfigImportTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.settings = Files.writeString(folder.resolve("ec2cluster_settings.py"), SETTINGS);
  }

  @Test
  void configurationIsPrintedAndNotesAreSaid() {
    int exitCode = console.run("config", "import", settings.toString());

    assertThat(exitCode).isZero();
    assertThat(console.out())
        .startsWith("# Made by 'ec2cluster config import' of " + settings + "\n")
        .contains("# - " + settings + ":4:1: AWS_SECRET_ACCESS_KEY: has no equivalent")
        .endsWith(
            """
            #
            engine: "script"
            template-syntax: "percent"
            dns:
              zone-id: "Z123"
              primary-name: "master.%(cluster)s.example.com"
              replica-name: "slave.%(cluster)s.example.com"
            script:
              primary:
                - "/path/to/some_script.py"
              replica:
                - "/path/to/another_script.py"
            """);
    assertThat(console.err())
        .contains("note: " + settings + ":4:1: AWS_SECRET_ACCESS_KEY: has no equivalent");
    assertThat(console.out() + console.err()).doesNotContain("hush");
  }

  @Test
  void writtenConfigurationIsAcceptedAndItsNamesAreFilled() throws IOException {
    Path file = folder.resolve("config.yaml");
    Path metadata =
        Files.writeString(
            folder.resolve("metadata.json"),
            "{\"instance-id\": \"i-1\", \"local-ipv4\": \"10.0.0.1\","
                + " \"user-data\": {\"cluster\": \"maindb\"}}");

    int imported =
        console.run("config", "import", settings.toString(), "--output-file", file.toString());
    String printed = console.out();
    int checked = console.run("--config", file.toString(), "config", "check");
    int status =
        console.run(
            Stream.of(
                    "--config",
                    file.toString(),
                    "--cloud=local",
                    "--local-dir=" + folder.resolve("cloud"),
                    "--metadata=" + metadata,
                    "status",
                    "--output=json")
                .toArray(String[]::new));

    assertThat(imported).isZero();
    assertThat(printed).isEmpty();
    assertThat(checked).as(console.err()).isZero();
    assertThat(status).as(console.err()).isEqualTo(11);
    assertThat(console.err()).contains("wrote " + file + "\n");
    assertThat(console.out()).contains("master.maindb.example.com");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(path -> path.toString().endsWith(".new"));
    }
  }

  @Test
  void fileThatIsThereIsNotReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("config.yaml"), "mine");

    int exitCode =
        console.run("config", "import", settings.toString(), "--output-file", file.toString());

    assertThat(exitCode).isEqualTo(3);
    assertThat(console.err()).contains(file + " exists already: name another file");
    assertThat(file).hasContent("mine");
  }

  @Test
  void folderThatIsNotThereIsAFailureOfTheEnvironment() {
    String file = folder.resolve("none/config.yaml").toString();

    int exitCode = console.run("config", "import", settings.toString(), "--output-file", file);

    assertThat(exitCode).isEqualTo(5);
    assertThat(console.err()).contains("writing " + file + " failed");
  }

  @Test
  void dryRunPrintsAndWritesNothing() {
    Path file = folder.resolve("config.yaml");

    int exitCode =
        console.run(
            "--dry-run", "config", "import", settings.toString(), "--output-file", file.toString());

    assertThat(exitCode).isZero();
    assertThat(console.out()).contains("engine: \"script\"");
    assertThat(file).doesNotExist();
  }

  @Test
  void jsonHoldsConfigurationAndNotes() {
    int exitCode = console.run("config", "import", settings.toString(), "--output", "json");

    assertThat(exitCode).isZero();
    assertThat(console.out())
        .contains("\"file\" : \"" + settings + "\"", "\"outputFile\" : null")
        .contains("\"yaml\" : \"# Made by", "engine: \\\"script\\\"\\n")
        .contains("\"origin\" : \"" + settings + ":4:1\"")
        .contains("\"setting\" : \"AWS_SECRET_ACCESS_KEY\"", "\"message\" : \"has no equivalent");
  }

  @Test
  void badInputIsReportedWholeAndNothingIsWritten() throws IOException {
    Path file = folder.resolve("config.yaml");
    Files.writeString(settings, "import os\nMASTER_CNAME = os.environ['NAME']\n");

    int text =
        console.run("config", "import", settings.toString(), "--output-file", file.toString());
    String printed = console.out();
    int json = console.run("config", "import", settings.toString(), "--output=json");

    assertThat(text).isEqualTo(2);
    assertThat(json).isEqualTo(2);
    assertThat(printed).isEmpty();
    assertThat(file).doesNotExist();
    assertThat(console.err())
        .contains("2 problems in the settings:", settings + ":1:1: found 'import'")
        .contains(settings + ":2:16: MASTER_CNAME: found a look-up in 'os.environ', expected a");
    assertThat(console.out())
        .contains("\"operation\" : \"config import\"", "\"outcome\" : \"bad-usage\"")
        .contains("\"origin\" : \"" + settings + ":2:16\"", "\"key\" : \"MASTER_CNAME\"");
  }

  @Test
  void fileIsRequired() {
    assertThat(console.run("config", "import")).isEqualTo(2);
    assertThat(console.run("config", "import", folder.resolve("none.py").toString())).isEqualTo(2);
    assertThat(console.err())
        .contains("Missing required parameter: 'FILE'", "one that can be read: it does not exist");
  }
}
