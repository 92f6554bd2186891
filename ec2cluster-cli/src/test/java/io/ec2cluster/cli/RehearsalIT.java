package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class RehearsalIT {
  @Test
  void firstAndSecondNodeAreSetUpOverBothBackEnds() {
    assertThatCode(() -> Rehearsal.main(new String[0])).doesNotThrowAnyException();
  }
}
