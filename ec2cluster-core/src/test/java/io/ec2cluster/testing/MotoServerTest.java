package io.ec2cluster.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.testing.standin.MotoServer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MotoServerTest {
  @Test
  void anUnknownWayIsRefusedWithThoseThatExist() {
    assertThatThrownBy(() -> MotoServer.start(Optional.of("cloud")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'cloud' is no way to a moto server")
        .hasMessageContaining("[container, path, venv]");
  }
}
