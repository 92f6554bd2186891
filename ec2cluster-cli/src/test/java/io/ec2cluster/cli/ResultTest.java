package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.spi.EngineCatalog;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultTest {
  private final FakeCore core = new FakeCore(EngineCatalog.of(new BoxModule()));
  private final Console console = Console.toFile(core);

  @Test
  void reportIsStableJsonOnStandardOutput() {
    int exitCode = console.run("box", "fill", "x", "--output", "json");

    assertThat(exitCode).isZero();
    assertThat(console.out())
        .isEqualTo(
            """
            {
              "engine" : "box",
              "operation" : "fill",
              "cluster" : "maindb",
              "instance" : "i-1",
              "role" : "primary",
              "epoch" : 3,
              "outcome" : "done",
              "exitCode" : 0,
              "message" : "i-1 is the primary of maindb",
              "dryRun" : false,
              "steps" : [
                {
                  "name" : "claim",
                  "description" : "claim the role of maindb",
                  "outcome" : "done",
                  "elapsedMillis" : 1234,
                  "detail" : "",
                  "branch" : null
                },
                {
                  "name" : "start",
                  "description" : "start",
                  "outcome" : "already-so",
                  "elapsedMillis" : 1234,
                  "detail" : "",
                  "branch" : null
                }
              ],
              "notes" : [
                "the pool is empty"
              ],
              "problems" : [ ],
              "answer" : null
            }
            """);
  }

  @Test
  void answerOfQueryIsPartOfTheSameJson() {
    int exitCode = console.run("--output=json", "box", "lid", "show");

    assertThat(exitCode).isEqualTo(10);
    assertThat(console.out())
        .contains("\"operation\" : \"lid show\"", "\"exitCode\" : 10", "\"outcome\" : \"done\"")
        .contains("\"answer\" : {", "\"owner\" : \"i-2\"", "\"epoch\" : 7", "\"none\" : null");
  }

  @Test
  void serviceEndsWithJsonToo() {
    int exitCode = console.run("box", "guard", "--output=json");

    assertThat(exitCode).isZero();
    assertThat(console.out()).contains("\"operation\" : \"guard\"", "\"outcome\" : \"done\"");
  }

  @Test
  void textOfReportGoesToStandardError() {
    int exitCode = console.run("box", "fill", "x");

    assertThat(exitCode).isZero();
    assertThat(console.out()).isEmpty();
    assertThat(console.err())
        .isEqualTo(
            """
            done: claim (1.2 s)
            already so: start
            note: the pool is empty
            i-1 is the primary of maindb
            """);
  }

  @Test
  void failedReportDecidesTheExitCode() {
    core.report =
        asked ->
            new Report(
                asked.engine(),
                asked.operation(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Outcome.NOT_REACHED,
                "no primary after 10 min",
                false,
                List.of(FakeCore.step("wait", "wait", StepOutcome.FAILED, "nobody published")),
                List.of());

    int exitCode = console.run("box", "fill", "x");

    assertThat(exitCode).isEqualTo(4);
    assertThat(console.err())
        .isEqualTo(
            """
            failed: wait (1.2 s): nobody published
            ec2cluster: not reached in time: no primary after 10 min
            """);
  }

  @Test
  void exceptionOfCoreDecidesTheExitCode() {
    core.asking =
        () -> {
          throw new RefusedException("i-2 owns the role; --force overrides");
        };

    int exitCode = console.run("box", "lid", "show", "--output", "json");

    assertThat(exitCode).isEqualTo(3);
    assertThat(console.err())
        .isEqualTo("ec2cluster: refused: i-2 owns the role; --force overrides\n");
    assertThat(console.out())
        .contains(
            "\"engine\" : \"box\"", "\"operation\" : \"lid show\"", "\"outcome\" : \"refused\"")
        .contains("\"exitCode\" : 3", "--force overrides");
  }

  @Test
  void everyProblemOfTheConfigurationIsInTheJson() {
    core.asking =
        () -> {
          throw new ConfigurationException(
              "the configuration",
              List.of(
                  ConfigurationProblem.of("c.yaml:3", "dns.ttl", "'soon'", "a duration"),
                  ConfigurationProblem.of("c.yaml:4", "clutser", "unknown key")
                      .suggesting(Optional.of("cluster"))));
        };

    int exitCode = console.run("box", "fill", "x", "--output", "json");

    assertThat(exitCode).isEqualTo(2);
    assertThat(console.err()).contains("2 problems", "c.yaml:3", "did you mean 'cluster'");
    assertThat(console.out())
        .contains(
            "\"outcome\" : \"bad-usage\"", "\"origin\" : \"c.yaml:3\"", "\"key\" : \"dns.ttl\"")
        .contains("\"suggestion\" : \"cluster\"");
  }

  @Test
  void anythingElseIsAnInternalErrorWithoutStackTrace() {
    core.asking =
        () -> {
          throw new IllegalStateException("impossible");
        };

    int exitCode = console.run("box", "fill", "x");

    assertThat(exitCode).isEqualTo(1);
    assertThat(console.err())
        .contains("internal error: java.lang.IllegalStateException: impossible", "report it")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v", "--verbose", "-d", "--debug"})
  void stackTraceIsShownOnRequest(String request) {
    core.asking =
        () -> {
          throw new NoClassDefFoundError("com/example/Missing");
        };

    int exitCode = console.run(request, "box", "fill", "x");

    assertThat(exitCode).isEqualTo(1);
    assertThat(console.err()).contains("com/example/Missing", "\tat ");
  }

  @Test
  void dryRunShowsThePlanWithItsBranchesIndented() {
    core.report =
        asked ->
            new Report(
                asked.engine(),
                asked.operation(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Outcome.DONE,
                "dry run: nothing was changed",
                true,
                List.of(
                    FakeCore.step("claim", "claim the role", StepOutcome.PLANNED, ""),
                    FakeCore.planned("primary", "initdb", "make data", StepOutcome.PLANNED, ""),
                    FakeCore.planned("primary", "start", "start", StepOutcome.ALREADY_SO, ""),
                    FakeCore.planned(
                        "replica",
                        "clone",
                        "clone",
                        StepOutcome.PLANNED,
                        "cannot be checked now: no data"),
                    FakeCore.step("tell", "tell", StepOutcome.PLANNED, "")),
                List.of());

    int exitCode = console.run("box", "fill", "x", "--dry-run");

    assertThat(exitCode).isZero();
    assertThat(console.err()).isEqualTo("dry run: nothing was changed\n");
    assertThat(console.out())
        .isEqualTo(
            """
              - claim: claim the role
              if primary:
                - initdb: make data
                - start (already so)
              if replica:
                - clone (cannot be checked now: no data)
              - tell
            """);
  }
}
