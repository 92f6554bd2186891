package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.spi.Member;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SsmOrderTest {
  private static final Member OTHER = new Member("i-1", "10.0.0.1", 5432);

  private static SsmOrder order(String line, Duration timeout) {
    return new SsmOrder(OTHER, line, "00112233445566aa", Instant.EPOCH, timeout);
  }

  @Test
  void theCommentHoldsTheNonceAndNoMoreThanSsmTakes() {
    SsmOrder order = order("ec2cluster " + "word ".repeat(40), Duration.ofSeconds(1));

    assertThat(order.comment())
        .startsWith("ec2cluster 00112233445566aa: ec2cluster word")
        .hasSize(100);
    assertThat(order.isMarked(order.comment())).isTrue();
    assertThat(order.isMarked("ec2cluster 00112233445566ab: ec2cluster word")).isFalse();
    assertThat(order.isMarked("")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 1", "PT0.2S, 1", "PT1S, 1", "PT1.001S, 2", "PT10M, 600", "P365D, 172800"})
  void theTimeIsWholeSecondsThatTheDocumentTakes(Duration timeout, long seconds) {
    assertThat(order("x", timeout).seconds()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"a {b} | a {b}", "\"{{ssm:x}}\" | \"{''{ssm:x}}\"", "{{{ | {''{''{"})
  void bracesNameNoParameterOfSsm(String line, String script) {
    assertThat(order(line, Duration.ZERO).script()).isEqualTo(script).doesNotContain("{{");
  }
}
