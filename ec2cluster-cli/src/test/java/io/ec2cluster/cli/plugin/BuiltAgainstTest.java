package io.ec2cluster.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltAgainstTest {
  @ParameterizedTest
  @CsvSource({
    "1.0.0, 1.9.3, true",
    "1.0.0, 2.0.0, false",
    "2.1, 1.4.0, false",
    "10.0.0, 1.0.0, false",
    "0.1.0, 0.1.0-SNAPSHOT, true",
    "0.1.0, 0.2.0, false",
    "0.1.0, 1.0.0, false",
    "0, 0, true"
  })
  void versionsAgreeInTheirFirstNumberAndBefore1InTheirSecond(
      String built, String running, boolean agree) {
    assertThat(BuiltAgainst.agree(built, running)).isEqualTo(agree);
  }
}
