package io.ec2cluster.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecordPaceTest {
  private final RecordPace pace = new RecordPace(Duration.ofSeconds(30), Duration.ofSeconds(5));

  @Test
  void isCalmWhileEngineAndRecordAgree() {
    assertThat(due(29, false)).isFalse();
    assertThat(due(30, false)).isTrue();
  }

  @Test
  void looksSoonWhileTheyDifferAndThenLessAndLessOften() {
    assertThat(due(4, true)).isFalse();
    assertThat(due(5, true)).isTrue();
    pace.read(true);
    assertThat(due(9, true)).isFalse();
    assertThat(due(10, true)).isTrue();
    pace.read(true);
    pace.read(true);
    pace.read(true);
    assertThat(due(29, true)).isFalse();
    assertThat(due(30, true)).isTrue();

    pace.changed();
    assertThat(due(5, true)).isTrue();
    pace.read(true);
    pace.read(false);
    assertThat(due(5, true)).isTrue();
  }

  private boolean due(int seconds, boolean differs) {
    return pace.isDue(Duration.ofSeconds(seconds), differs);
  }
}
