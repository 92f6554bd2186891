package io.ec2cluster.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LagBoundTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1048576, 1048576",
    "16kB, 16384",
    "64MB, 67108864",
    "64MiB, 67108864",
    "1 GB, 1073741824"
  })
  void readsBytesAsPatroniDoes(String text, long bytes) {
    assertThat(LagBound.parse(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5MB", "MB", "1XB", "0x10", "99999999999999999999", "1MBB"})
  void refusesWhatIsNone(String text) {
    assertThat(LagBound.parse(text)).isEmpty();
  }

  @Test
  void refusesWhatNoNumberHolds() {
    assertThat(LagBound.parse("999999999999999GB")).isEqualTo(OptionalLong.empty());
  }
}
