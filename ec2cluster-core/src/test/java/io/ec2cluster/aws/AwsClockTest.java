package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Finding.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsClockTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, OK",
    "PT5S, OK",
    "PT-5S, OK",
    "PT6S, WARNING",
    "PT-59S, WARNING",
    "PT1M, PROBLEM",
    "PT-1H, PROBLEM"
  })
  void secondsAreToleratedAndMinutesAreAProblem(Duration ahead, Verdict verdict) {
    assertThat(AwsClock.judged(ahead).verdict()).isEqualTo(verdict);
  }

  @Test
  void theDirectionIsTold() {
    assertThat(AwsClock.judged(Duration.ofSeconds(90)))
        .extracting(Finding::found)
        .asString()
        .startsWith("90 s ahead of AWS");
    assertThat(AwsClock.judged(Duration.ofSeconds(-90)).found()).startsWith("90 s behind AWS");
  }
}
