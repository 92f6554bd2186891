package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.cli.FakeCore.Asked;
import io.ec2cluster.cli.FakeCore.Texts;
import io.ec2cluster.config.ConfigurationScope.Given;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperationCommandTest {
  private final FakeCore core =
      new FakeCore(
          EngineCatalog.of(
              new BoxModule(), new DatabaseModule("postgres"), new DatabaseModule("redis")));
  private final Console console = Console.toFile(core);

  @Test
  void everyKindOfOptionIsTakenFromTheRecord() {
    int exitCode =
        console.run(
            "box",
            "fill",
            "--timeout=30s",
            "--amount",
            "16MiB",
            "--force",
            "--no-close-it",
            "--label",
            "a",
            "--label",
            "b",
            "--tag",
            "k=v",
            "--side=upside-down",
            "sand",
            "here",
            "there");

    assertThat(exitCode).isZero();
    assertThat(core.asked)
        .containsExactly(
            new Asked(
                "box",
                "fill",
                new Texts(
                    Map.of(
                        "content", List.of("sand"),
                        "more", List.of("here", "there"),
                        "timeout", List.of("30s"),
                        "size", List.of("16MiB"),
                        "force", List.of("true"),
                        "close-it", List.of("false"),
                        "label", List.of("a", "b"),
                        "tag", List.of("k=v"),
                        "side", List.of("upside-down"))),
                false));
  }

  @Test
  void whatIsNotGivenIsLeftToTheDefaults() {
    console.run("box", "fill", "sand");

    assertThat(core.asked)
        .extracting(Asked::options)
        .containsExactly(new Texts(Map.of("content", List.of("sand"), "force", List.of("false"))));
  }

  @Test
  void flagThatIsOnByDefaultMayBeGivenToo() {
    console.run("box", "fill", "sand", "--close-it");

    assertThat(core.asked)
        .extracting(Asked::options)
        .containsExactly(
            new Texts(
                Map.of(
                    "content", List.of("sand"),
                    "force", List.of("false"),
                    "close-it", List.of("true"))));
  }

  @Test
  void idOfTwoWordsIsCommandOfGroup() {
    int exitCode = console.run("box", "lid", "show");

    assertThat(exitCode).isEqualTo(10);
    assertThat(core.asked).extracting(Asked::operation).containsExactly("lid show");
    assertThat(console.out()).isEqualTo("owner i-2, epoch 7\n");
    assertThat(console.err()).isEmpty();
  }

  @Test
  void globalOptionsMayStandBeforeAndAfterTheCommand() {
    console.run("--dry-run", "--cluster", "a", "box", "fill", "x");
    console.run("box", "fill", "x", "--dry-run", "--region=eu-west-1", "--cloud", "local");
    console.run("--cluster", "a", "box", "fill", "x", "--cluster", "b", "--config", "c.yaml");

    assertThat(core.asked).extracting(Asked::dryRun).containsExactly(true, true, false);
    assertThat(core.configured)
        .extracting(options -> options.overrides())
        .containsExactly(
            Map.of("cluster", new Given("a", "--cluster")),
            Map.of(
                "cloud", new Given("local", "--cloud"),
                "aws.region", new Given("eu-west-1", "--region")),
            Map.of("cluster", new Given("b", "--cluster")));
    assertThat(core.configured.get(2).config().map(Object::toString)).contains("/work-dir/c.yaml");
  }

  @Test
  void commandsAtTheTopMeanTheConfiguredEngine() {
    core.engine = Optional.of("redis");

    int init = console.run("init");
    int lease = console.run("lease", "check");

    assertThat(init).isZero();
    assertThat(lease).isEqualTo(10);
    assertThat(core.asked).extracting(Asked::engine).containsExactly("redis", "redis");
    assertThat(core.asked).extracting(Asked::operation).containsExactly("init", "lease check");
  }

  @Test
  void withoutConfiguredEngineTheKeyAndTheEnginesAreNamed() {
    int exitCode = console.run("init");

    assertThat(exitCode).isEqualTo(2);
    assertThat(core.asked).isEmpty();
    assertThat(console.err())
        .contains("'engine:'", "/etc/x.yaml", "postgres", "redis", "ec2cluster ENGINE init")
        .doesNotContain("\tat ");
  }

  @Test
  void configuredEngineWithoutTheOperationIsRefusedWithWhatItHas() {
    core.engine = Optional.of("box");

    int exitCode = console.run("init");

    assertThat(exitCode).isEqualTo(2);
    assertThat(console.err()).contains("'box' has no operation 'init'", "fill", "lid show");
  }

  @Test
  void configuredEngineThatIsNotInstalledIsRefusedWithThoseThatAre() {
    core.engine = Optional.of("mysql");

    int exitCode = console.run("init");

    assertThat(exitCode).isEqualTo(2);
    assertThat(console.err()).contains("no engine 'mysql'", "postgres");
  }

  @Test
  void ownOperationsOfRoleEnginesAreNotAtTheTop() {
    int exitCode = console.run("vacuum");

    assertThat(exitCode).isEqualTo(2);
    assertThat(console.err()).contains("unknown command 'vacuum'");
  }

  @Test
  void serviceHasNoPlan() {
    int exitCode = console.run("box", "guard", "--dry-run");

    assertThat(exitCode).isEqualTo(2);
    assertThat(core.asked).isEmpty();
    assertThat(console.err()).contains("--dry-run", "'guard' is a service");
  }

  @Test
  void demoIsThatOfPostgresUnlessAnotherEngineIsNamed() {
    console.run("demo", "--keep");
    console.run("demo", "redis", "--keep");
    console.run("demo", "box");

    assertThat(core.asked)
        .containsExactly(
            new Asked("postgres", "demo", new Texts(Map.of("keep", List.of("true"))), false),
            new Asked("redis", "demo", new Texts(Map.of("keep", List.of("true"))), false),
            new Asked("box", "demo", new Texts(Map.of()), false));
  }

  @Test
  void onlyDemoNeedsNoName() {
    FakeCore one = new FakeCore(EngineCatalog.of(new BoxModule()));

    int exitCode = Console.toFile(one).run("demo");

    assertThat(exitCode).isZero();
    assertThat(one.asked).extracting(Asked::engine).containsExactly("box");
  }

  @Test
  void demoWithoutDefaultAsksForTheEngine() {
    FakeCore two = new FakeCore(EngineCatalog.of(new BoxModule(), new DatabaseModule("redis")));
    Console unnamed = Console.toFile(two);

    int exitCode = unnamed.run("demo");

    assertThat(exitCode).isEqualTo(2);
    assertThat(unnamed.err()).contains("'ec2cluster demo' needs one of:", "box", "redis");
  }

  @Test
  void whatIsWatchedIsAskedAgainUntilTheProcessIsToldToEnd() {
    core.again = Optional.of(Duration.ofSeconds(5));
    FakeTime time = new FakeTime();
    core.asking =
        () -> {
          switch (core.asked.size()) {
            case 2 -> throw new EnvironmentException("the zone does not answer");
            case 3 -> Thread.currentThread().interrupt();
            default -> {}
          }
        };
    Console watching = Console.toFile(core, time);

    int exitCode = watching.run("box", "lid", "show");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(exitCode).isEqualTo(130);
    assertThat(core.asked).hasSize(3);
    assertThat(watching.out())
        .isEqualTo(
            """
            2026-01-01T00:00:00Z
            owner i-2, epoch 7

            2026-01-01T00:00:10Z
            owner i-2, epoch 7

            """);
    assertThat(watching.err()).contains("the zone does not answer");
  }

  @Test
  void whoseFirstAnswerCannotBeHadIsNotWatched() {
    core.again = Optional.of(Duration.ofSeconds(5));
    core.asking =
        () -> {
          throw new EnvironmentException("the zone does not answer");
        };

    assertThat(console.run("box", "lid", "show")).isEqualTo(5);
    assertThat(core.asked).hasSize(1);
  }
}
