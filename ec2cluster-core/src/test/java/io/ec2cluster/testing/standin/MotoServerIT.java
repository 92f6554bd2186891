package io.ec2cluster.testing.standin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MotoServerIT {
  @Test
  void anUnknownWayIsRefusedWithThoseThatExist() {
    assertThatThrownBy(() -> MotoServer.start(Optional.of("cloud")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'cloud' is no way to a moto server")
        .hasMessageContaining("[container, path, venv]");
  }

  @Test
  void aServerThatEndsAtOnceIsToldWithItsLastLines() {
    assertThatThrownBy(() -> MotoProcess.start(List.of("sh", "-c", "echo no such module; exit 1")))
        .isInstanceOf(MotoUnavailable.class)
        .hasMessageContaining("it ended")
        .hasMessageContaining("no such module");
  }
}
