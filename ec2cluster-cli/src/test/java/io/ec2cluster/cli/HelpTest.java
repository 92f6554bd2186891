package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.spi.EngineCatalog;
import org.junit.jupiter.api.Test;

class HelpTest {
  private final FakeCore core =
      new FakeCore(EngineCatalog.of(new BoxModule(), new DatabaseModule("postgres")));
  private final Console console = Console.toFile(core);

  @Test
  void helpListsOptionsCommandsAndEngines() {
    int exitCode = console.run("--help");

    assertThat(exitCode).isZero();
    assertThat(console.err()).isEmpty();
    assertThat(console.out())
        .startsWith("Usage: ec2cluster [OPTIONS] [COMMAND]")
        .contains("--config=FILE", "--dry-run", "--verbose", "--debug", "--version")
        .containsPattern("init +the summary of init")
        .containsPattern("lease +show, check")
        .containsPattern("box +boxes, 100% of them")
        .containsPattern("postgres +the database postgres");
  }

  @Test
  void helpOfOperationShowsOptionsDefaultsAndTheCommonOptions() {
    int exitCode = console.run("box", "fill", "--help");

    assertThat(exitCode).isZero();
    assertThat(core.configured).isEmpty();
    assertThat(console.out())
        .startsWith("Usage: ec2cluster box fill [OPTIONS] CONTENT [MORE...]")
        .containsPattern("--timeout=DURATION +how long it may take \\(default: 5m\\)")
        .containsPattern("--level=LEVEL +how full, for example 80%")
        .containsPattern("--size, --amount=SIZE\\s+how much")
        .containsPattern("--\\[no-\\]close-it +close it afterwards \\(default: true\\)")
        .containsPattern("--label=LABEL +a label \\(may be repeated\\)")
        .containsPattern("--tag=KEY=VALUE +named values")
        .containsPattern("--side=upright\\|upside-down")
        .contains("--dry-run", "--output=text|json")
        .doesNotContain("--local-dir");
  }

  @Test
  void requiredOptionsAreMarked() {
    console.run("box", "move", "--help");

    assertThat(console.out()).containsPattern("--target=TARGET +where to \\(required\\)");
  }

  @Test
  void helpOfGroupListsItsCommands() {
    int exitCode = console.run("box", "lid", "-h");

    assertThat(exitCode).isZero();
    assertThat(console.out()).contains("Usage: ec2cluster box lid", "show", "colour");
  }

  @Test
  void versionIsOneLine() {
    int exitCode = console.run("--version");

    assertThat(exitCode).isZero();
    assertThat(console.out()).isEqualTo("ec2cluster 1.2.3\n");
  }

  @Test
  void completionScriptKnowsCommandsAndOptions() {
    int exitCode = console.run("completion");

    assertThat(exitCode).isZero();
    assertThat(console.out())
        .contains("complete -F", "ec2cluster", "--target", "upside-down", "lid", "vacuum");
  }
}
