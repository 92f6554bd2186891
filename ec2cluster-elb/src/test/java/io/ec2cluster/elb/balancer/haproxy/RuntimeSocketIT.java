package io.ec2cluster.elb.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a socket may do instead of answering. */
class RuntimeSocketIT {
  private static final RuntimeSocket.Limits SHORT =
      new RuntimeSocket.Limits(
          Duration.ofMillis(150), Duration.ofSeconds(2), Duration.ofSeconds(1));

  private final FakeTime time = new FakeTime();

  @Test
  void whatPassesIsTriedAgain(@TempDir Path folder) throws IOException, InterruptedException {
    try (StandInSocket socket =
        StandInSocket.start(folder.resolve("s"), "", "1\n# cut", "whole\n\n")) {
      assertThat(ask(folder.resolve("s").toString())).isEqualTo("whole\n\n");
      assertThat(socket.count()).isEqualTo(3);
    }
  }

  @Test
  void anAnswerThatIsAlwaysCutOffIsToldAfterAWhile(@TempDir Path folder) throws IOException {
    try (StandInSocket socket = StandInSocket.start(folder.resolve("s"), "1\n# cut")) {
      assertThatThrownBy(() -> ask(folder.resolve("s").toString()))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("its answer was cut off after 7 bytes");
      assertThat(socket.count()).isEqualTo(3);
      assertThat(time.elapsed()).hasSeconds(2);
    }
  }

  @Test
  void noAnswerInTimeIsTold(@TempDir Path folder) throws IOException {
    try (StandInSocket socket = StandInSocket.start(folder.resolve("s"), StandInSocket.HANGS)) {
      assertThatThrownBy(() -> ask(folder.resolve("s").toString()))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("it did not end its answer within 150 ms");
      assertThat(socket.count()).isEqualTo(3);
    }
  }

  @Test
  void anInterruptedQuestionEndsAtOnce(@TempDir Path folder) throws IOException {
    try (StandInSocket socket = StandInSocket.start(folder.resolve("s"), StandInSocket.HANGS)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> ask(folder.resolve("s").toString()))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(socket.count()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aSocketThatIsNotThereIsToldWithWhatToDo(@TempDir Path folder) throws IOException {
    StandInSocket.start(folder.resolve("left"), "").close();

    assertThatThrownBy(() -> ask(folder.resolve("none").toString()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("There is no such socket: start HAProxy")
        .hasMessageContaining("level admin");
    assertThatThrownBy(() -> ask(folder.resolve("left").toString()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("Connection refused")
        .hasMessageContaining("whether HAProxy runs");
    assertThatThrownBy(() -> ask("127.0.0.1:" + LoopbackPorts.free()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("Connection refused");
    assertThatThrownBy(() -> ask("nobody.invalid:80"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("no address is known for nobody.invalid");
    assertThatThrownBy(() -> ask("/" + "x".repeat(200)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("too long");
  }

  @Test
  void somethingElseThanHaproxyIsToldAsSuch(@TempDir Path folder) throws IOException {
    try (StandInSocket socket =
        StandInSocket.start(folder.resolve("s"), "HTTP/1.0 400 Bad Request\r\n\n\n")) {
      HaproxyBackend backend =
          new HaproxyBackend(
              new BalancerId(BalancerId.Kind.HAPROXY, "web@" + folder.resolve("s")),
              OwnServers.named("web1"),
              time,
              SHORT);

      assertThatThrownBy(backend::targets)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("begins with 'HTTP/1.0 400 Bad Request'");
      assertThat(socket.count()).isPositive();
    }
  }

  private String ask(String socket) throws InterruptedException {
    return new RuntimeSocket(new SocketPlace(socket), time, SHORT).ask("show backend");
  }
}
