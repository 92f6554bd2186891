package io.ec2cluster.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.testing.standin.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NodeLockIT {
  @Test
  void otherProcessIsNamedAndItsLockDiesWithIt(@TempDir Path state)
      throws IOException, InterruptedException {
    Process other =
        new ProcessBuilder(TestJvm.vector(NodeLockHolder.class, state.toString(), "maindb", "i-1"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = other.inputReader()) {
      assertThat(said.readLine()).isEqualTo("held");

      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(RefusedException.class)
            .isThrownBy(() -> acquire(state))
            .withMessageContaining("'promote' in process " + other.pid());
      }
      assertThat(other.destroyForcibly().waitFor()).isEqualTo(128 + 9);
    } finally {
      other.destroyForcibly();
    }

    assertThatCode(() -> acquire(state).close()).doesNotThrowAnyException();
  }

  private static NodeLock acquire(Path state) {
    return NodeLock.acquire(state, "maindb", "i-1", "init", Time.system());
  }
}
