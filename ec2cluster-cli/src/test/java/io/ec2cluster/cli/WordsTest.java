package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "49, 0.0 s",
    "50, 0.1 s",
    "1249, 1.2 s",
    "1250, 1.3 s",
    "59949, 59.9 s",
    "60000, 1 min 0 s",
    "250900, 4 min 10 s"
  })
  void aTimeIsToldInTenthsOfASecondBelowAMinute(long millis, String text) {
    assertThat(Words.of(Duration.ofMillis(millis))).isEqualTo(text);
  }
}
