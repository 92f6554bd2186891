package io.ec2cluster.elb.roll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollTextTest {
  private static final RollRecord ROLL =
      RollRecord.begin("web: \u00fc,1", "i-1", 1_700_000_000)
          .withDone("web 2")
          .withDone("i-1")
          .withFailed("a,b");

  @Test
  void readsWhatItHasWritten() {
    assertThat(RollText.parse("here", RollText.of(ROLL))).isEqualTo(ROLL);
    RollRecord nothing = RollRecord.begin("web", "i-1", 1);
    assertThat(RollText.parse("here", RollText.of(nothing))).isEqualTo(nothing);
  }

  @Test
  void isPrintableAsciiOnOneLine() {
    assertThat(RollText.of(ROLL)).isEqualTo("1 web%3A+%C3%BC%2C1 i-1 1700000000 web+2,i-1 a%2Cb");
  }

  @Test
  void whoIsRestartedAfterAFailureHasFailedNoMore() {
    assertThat(ROLL.withDone("a,b").failed()).isEmpty();
    assertThat(ROLL.withDone("a,b").done()).containsExactly("web 2", "i-1", "a,b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "2 web i-1 1 a b",
        "1 web i-1 x a b",
        "1 web i-1 1 a b c",
        "{}",
        "1 %zz i-1 1 a b"
      })
  void whatItCannotReadIsToldWithItsName(String text) {
    assertThatThrownBy(() -> RollText.parse("elb/roll/web", text))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("elb/roll/web");
  }
}
