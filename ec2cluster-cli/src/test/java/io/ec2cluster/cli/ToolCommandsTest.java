package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.spi.EngineCatalog;
import org.junit.jupiter.api.Test;

class ToolCommandsTest {
  private final FakeCore core =
      new FakeCore(EngineCatalog.of(new BoxModule(), new DatabaseModule("postgres")));
  private final Console console = Console.toFile(core);

  @Test
  void enginesAreListedWithTheirOperations() {
    int exitCode = console.run("engines");

    assertThat(exitCode).isZero();
    assertThat(core.configured).isEmpty();
    assertThat(console.out())
        .containsPattern("ID +VERSION +FROM +OPERATIONS")
        .containsPattern(
            "box +- +given by the application +fill, move, lid show, lid colour, guard, demo")
        .containsPattern("postgres .*vacuum, demo, watch, init, lease show, lease check");
  }

  @Test
  void enginesAsJsonTellKindsAndSummaries() {
    int exitCode = console.run("engines", "--output", "json");

    assertThat(exitCode).isZero();
    assertThat(console.out())
        .contains("\"id\" : \"box\"", "\"summary\" : \"boxes, 100% of them\"")
        .contains("\"id\" : \"lid show\"", "\"kind\" : \"query\"", "\"kind\" : \"service\"")
        .contains("\"problems\" : [ ]");
  }

  @Test
  void configurationWithoutProblemsIsSaidToBeSo() {
    int exitCode = console.run("config", "check");

    assertThat(exitCode).isZero();
    assertThat(console.out()).isEqualTo("/etc/x.yaml: no problems\n");
  }

  @Test
  void valuesInForceAreShownWithTheirOrigin() {
    int text = console.run("config", "show");
    int json = console.run("config", "show", "--output=json");

    assertThat(text).isZero();
    assertThat(json).isZero();
    assertThat(console.out())
        .containsPattern("KEY +VALUE +FROM\ndns.ttl +60s +default\n")
        .contains("\"key\" : \"dns.ttl\"", "\"file\" : \"/etc/x.yaml\"");
  }
}
