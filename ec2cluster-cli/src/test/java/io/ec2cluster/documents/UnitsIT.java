package io.ec2cluster.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every unit of {@code docs/systemd}, read and judged by systemd itself. */
class UnitsIT {
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final Path UNITS = Path.of("..", "docs", "systemd");

  /** Exposure of at most 4.0 of 10: systemd's "OK". */
  private static final String THRESHOLD = "--threshold=40";

  private final Path directory;

  UnitsIT(@TempDir Path directory) {
    this.directory = directory;
  }

  /** They are not installed here, and their programs have to be there. */
  @BeforeEach
  void copy() throws IOException {
    assertThat(ANALYZE)
        .as("this test needs systemd-analyze: install it (Debian: apt-get install systemd)")
        .isExecutable();
    for (String unit : units()) {
      Files.writeString(
          directory.resolve(unit),
          Files.readString(UNITS.resolve(unit))
              .replaceAll("(?m)^(Exec\\w+=)\\S*/ec2cluster\\S*", "$1/bin/true"));
    }
  }

  static List<String> units() throws IOException {
    try (Stream<Path> files = Files.list(UNITS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains("."))
          .sorted()
          .toList();
    }
  }

  static List<String> services() throws IOException {
    return units().stream().filter(unit -> unit.endsWith(".service")).toList();
  }

  @Test
  void thereAreSome() throws IOException {
    assertThat(units())
        .hasSizeGreaterThan(5)
        .allMatch(name -> name.matches(".*\\.(service|timer)"));
  }

  @ParameterizedTest
  @MethodSource("units")
  void systemdUnderstandsItWhole(String unit) throws IOException, InterruptedException {
    Process process = analyze("verify", directory.resolve(unit).toString());
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(words).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  @ParameterizedTest
  @MethodSource("services")
  void serviceIsConfined(String unit) throws IOException, InterruptedException {
    Process process =
        analyze(
            "security",
            "--offline=true",
            THRESHOLD,
            "--no-pager",
            directory.resolve(unit).toString());
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(words).contains("Overall exposure level for " + unit);
    assertThat(process.waitFor()).as(words).isZero();
  }

  /** Without it a server of another user could not be proven to be stopped. */
  @Test
  void whoLooksAfterServersMaySeeTheirProcesses() throws IOException {
    List<String> lookers = new ArrayList<>();
    for (String unit : services()) {
      String text = Files.readString(UNITS.resolve(unit));
      if (text.contains("/var/lib/postgresql")) {
        assertThat(text).as(unit).containsPattern("(?m)^CapabilityBoundingSet=.* CAP_SYS_PTRACE$");
        lookers.add(unit);
      }
    }
    assertThat(lookers).hasSizeGreaterThanOrEqualTo(3);
  }

  private static Process analyze(String... words) throws IOException {
    return new ProcessBuilder(
            Stream.concat(Stream.of(ANALYZE.toString()), Stream.of(words)).toList())
        .redirectErrorStream(true)
        .start();
  }
}
