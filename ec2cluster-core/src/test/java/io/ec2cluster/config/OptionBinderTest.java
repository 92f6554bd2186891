package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionBinderTest {
  record Options(
      @Setting(value = "the target", positional = true) String target,
      @Setting(value = "do it anyway", defaultValue = "false") boolean force,
      @Setting(value = "how long", defaultValue = "5m", alias = "wait") Duration timeout,
      @Setting("only these") List<String> only,
      @Setting("labels") Map<String, Integer> labels,
      @Setting("password") Optional<Secret> password,
      @Setting("count") Optional<Integer> count,
      @Setting("verbose") Optional<Boolean> verbose) {}

  private final OptionBinder binder = new OptionBinder(Map.of("PASS", "hunter2"));

  @Test
  void valuesFillTheRecord() {
    Options options =
        binder.bind(
            Options.class,
            Map.of(
                "target", List.of("007"),
                "force", List.of(),
                "wait", List.of("30s"),
                "only", List.of("a", "${PASS}"),
                "labels", List.of("x=1", "y=2"),
                "password", List.of("${PASS}"),
                "verbose", List.of("false")));

    assertThat(options)
        .isEqualTo(
            new Options(
                "007",
                true,
                Duration.ofSeconds(30),
                List.of("a", "${PASS}"),
                Map.of("x", 1, "y", 2),
                Optional.of(Secret.of("hunter2")),
                Optional.empty(),
                Optional.of(false)));
  }

  @Test
  void everyProblemIsReportedAtOnceByTheOptionsName() {
    assertThatThrownBy(
            () ->
                binder.bind(
                    Options.class,
                    Map.of(
                        "force", List.of("yes"),
                        "tiemout", List.of("1s"),
                        "timeout", List.of("1s", "2s"),
                        "labels", List.of("x"),
                        "password", List.of("hunter2"),
                        "count", List.of("2.5"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("7 problems in the options:\n")
        .hasMessageContaining("\n  --tiemout: tiemout: found an unknown key, expected one of ")
        .hasMessageContaining("did you mean 'timeout'?")
        .hasMessageContaining("\n  --timeout: timeout: found it 2 times, expected it once")
        .hasMessageContaining("\n  --labels: labels: found 'x', expected the form name=value")
        .hasMessageContaining("\n  --force: force: found 'yes', expected true or false")
        .hasMessageContaining(
            "\n  --password: password: found (hidden), expected ${ENV_VAR} or file:/path")
        .hasMessageContaining("\n  --count: count: found '2.5', expected a whole number")
        .hasMessageContaining("target: found nothing, expected text")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void operationsWithoutOptionsTakeNone() {
    assertThat(binder.bind(NoSettings.class, Map.of())).isEqualTo(new NoSettings());
    assertThatThrownBy(() -> binder.bind(NoSettings.class, Map.of("x", List.of())))
        .hasMessageContaining("--x: x: found an unknown key, expected no keys here");
  }
}
