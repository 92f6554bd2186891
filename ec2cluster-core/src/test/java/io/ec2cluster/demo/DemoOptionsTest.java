package io.ec2cluster.demo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.config.InvalidSettingException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {
  @Test
  void demoIsNotKeptAndStoppedAtOnce() {
    Optional<Path> stop = Optional.of(Path.of("/demo"));

    assertThatThrownBy(() -> new DemoOptions(true, stop, false, Optional.empty()))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("found beside another option");
  }
}
