package io.ec2cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTextTest {
  @Test
  void onlyWhatAShellWouldChangeIsQuoted() {
    assertThat(CommandText.of(List.of("/bin/psql", "-p", "5432", "a b", "it's", "", "$HOME", "*")))
        .isEqualTo("/bin/psql -p 5432 'a b' 'it'\\''s' '' '$HOME' '*'");
  }
}
