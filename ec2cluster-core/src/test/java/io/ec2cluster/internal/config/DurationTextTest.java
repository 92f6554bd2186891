package io.ec2cluster.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S, 500ms", "30s, PT30S, 30s", "5m, PT5M, 5m", "2h, PT2H, 2h", "1d, PT24H, 1d",
    "24h, PT24H, 1d", "90s, PT90S, 90s", "0s, PT0S, 0s", "PT1M30S, PT90S, 90s",
        "pt0.5s, PT0.5S, 500ms",
    "60 s, PT1M, 1m", "PT0.0001S, PT0.0001S, PT0.0001S"
  })
  void formsAreReadAndWritten(String text, Duration duration, String shortest) {
    assertThat(DurationText.parse(text)).isEqualTo(duration);
    assertThat(DurationText.format(duration)).isEqualTo(shortest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "s",
        "-1s",
        "PT-1S",
        "1.5s",
        "1h30m",
        "1S",
        "5min",
        "999999999999999999d",
        "1w"
      })
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Property(tries = 500)
  void whatIsWrittenIsReadBack(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seconds,
      @ForAll @IntRange(max = 999_999_999) int nanos) {
    Duration duration = Duration.ofSeconds(seconds, nanos);
    Duration whole = Duration.ofSeconds(seconds);

    assertThat(DurationText.parse(DurationText.format(duration))).isEqualTo(duration);
    assertThat(DurationText.parse(DurationText.format(whole))).isEqualTo(whole);
  }
}
