package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.spi.EngineCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageErrorTest {
  private final FakeCore core =
      new FakeCore(EngineCatalog.of(new BoxModule(), new DatabaseModule("postgres")));
  private final Console console = Console.toFile(core);

  @ParameterizedTest
  @CsvSource({
    "postgre, unknown command 'postgre', 'postgres', ec2cluster --help",
    "box fil, unknown command 'fil', 'fill', ec2cluster box --help",
    "box lid shwo, unknown command 'shwo', 'show', ec2cluster box lid --help",
    "box fill --forse x, unknown option '--forse', '--force', ec2cluster box fill --help",
    "--conf x box fill x, unknown option '--conf', '--config', ec2cluster --help",
    "config shwo, unknown command 'shwo', 'show', ec2cluster config --help",
    "demo postgrse, unknown command 'postgrse', 'postgres', ec2cluster demo --help",
  })
  void whatIsUnknownIsRefusedWithWhatWasProbablyMeant(
      String arguments, String problem, String suggestion, String help) {
    int exitCode = console.run(arguments.split(" "));

    assertThat(exitCode).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err())
        .contains(problem, "did you mean", suggestion, "Try '" + help + "'.")
        .doesNotContain("\tat ");
    assertThat(console.err().lines()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "box fill, Missing required parameter: 'CONTENT'",
    "box move, Missing required option: '--target",
    "box move --target, Missing required parameter for option '--target'",
    "box move --target a b, unknown argument 'b'",
    "box fill x --timeout, Missing required parameter for option '--timeout'",
    "box, 'ec2cluster box' needs one of: fill",
    "box lid, 'ec2cluster box lid' needs one of: show",
    "config, 'ec2cluster config' needs one of: check",
    "engines --output=xml, --output xml: there is no such form",
  })
  void whatIsMissingOrTooMuchIsNamed(String arguments, String problem) {
    int exitCode = console.run(arguments.split(" "));

    assertThat(exitCode).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err()).contains(problem).doesNotContain("\tat ");
    assertThat(core.asked).isEmpty();
  }

  @Test
  void withoutCommandTheCommandsAreListed() {
    int exitCode = console.run();

    assertThat(exitCode).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err()).contains("'ec2cluster' needs one of: init, lease", "postgres");
  }

  @Test
  void usageErrorIsJsonWhereJsonIsWanted() {
    int exitCode = console.run("box", "fil", "--output", "json");

    assertThat(exitCode).isEqualTo(2);
    assertThat(console.out())
        .contains("\"outcome\" : \"bad-usage\"", "\"exitCode\" : 2", "unknown command 'fil'");
  }
}
