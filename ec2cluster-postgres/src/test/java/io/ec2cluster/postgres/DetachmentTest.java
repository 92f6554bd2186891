package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetachmentTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'', true",
        "'ANY 1 (\"i-1\")', false",
        "'ANY 1 (\"i-1\", \"i-2\")', true",
        "'ANY 2 (\"i-1\", \"i-2\")', false",
        "'ANY 2 (\"i-1\", \"i-2\", \"i-3\")', true",
        "'ANY 1 (\"i-2\")', true",
        "'first 1 (i-1, i-2)', true",
        "'2 (i-1, i-2)', false",
        "'i-1, i-2', true",
        "'i-1', false",
        "'*', true",
      })
  void aReplicaMayGoIfEnoughOthersAreOnTheList(String list, boolean may) {
    assertThat(Detachment.isDispensable(list, "i-1")).isEqualTo(may);
  }
}
