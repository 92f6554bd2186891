package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RehearsalIT {
  @ParameterizedTest
  @ValueSource(strings = {"start", "changes"})
  void firstAndSecondNodeAreSetUpOverBothBackEnds(String part) {
    assertThatCode(() -> Rehearsal.main(new String[] {part})).doesNotThrowAnyException();
  }
}
