package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColoursTest {
  @Test
  void coloursNeedTerminalAndNoWordAgainstThem() {
    assertThat(Colours.of(terminal(true), Map.of()).wanted()).isTrue();
    assertThat(Colours.of(terminal(true), Map.of("NO_COLOR", "")).wanted()).isTrue();
    assertThat(Colours.of(terminal(true), Map.of("NO_COLOR", "1")).wanted()).isFalse();
    assertThat(Colours.of(terminal(false), Map.of()).wanted()).isFalse();
  }

  private static Terminal terminal(boolean interactive) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return new Terminal(nowhere, nowhere, interactive, interactive);
  }
}
