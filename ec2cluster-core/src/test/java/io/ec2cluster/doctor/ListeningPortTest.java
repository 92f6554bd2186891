package io.ec2cluster.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.doctor.Finding.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListeningPortTest {
  private static final long SELF = ProcessHandle.current().pid();

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1"})
  void whoeverListensIsFoundAndNobodyOnceItIsClosed(String address) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      port = socket.getLocalPort();

      assertThat(ListeningPort.at(port)).isEqualTo(new ListeningPort(port, false, List.of(SELF)));
    }
    assertThat(ListeningPort.at(port)).isEqualTo(new ListeningPort(port, true, List.of()));
  }

  @Test
  void anotherProgramIsAProblemAndTheEngineItselfIsNone() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = socket.getLocalPort();

      Finding others = look(port, List.of());
      Finding own = look(port, List.of(SELF));

      assertThat(others.verdict()).isEqualTo(Verdict.PROBLEM);
      assertThat(others.found()).contains("another program listens at " + port, "process " + SELF);
      assertThat(others.fix()).contains("db.port");
      assertThat(own.verdict()).isEqualTo(Verdict.OK);
      assertThat(own.found()).contains("the engine listens at " + port);
    }
  }

  @Test
  void aProcessThatCannotBeSeenIsTheEnginesIfThatRuns() {
    ListeningPort hidden = new ListeningPort(5432, false, List.of());

    assertThat(hidden.judged(List.of(SELF), "db.port").verdict()).isEqualTo(Verdict.OK);
    assertThat(hidden.judged(List.of(), "db.port").verdict()).isEqualTo(Verdict.PROBLEM);
  }

  @Test
  void anotherNodesServerAtAnAddressOfItsOwnDoesNotHideTheEngine() {
    ListeningPort shared = new ListeningPort(5432, false, List.of(1L, SELF));

    Finding own = shared.judged(List.of(SELF), "db.port");

    assertThat(own.verdict()).isEqualTo(Verdict.OK);
    assertThat(own.found()).contains("the engine listens at 5432", "process " + SELF);
    assertThat(shared.judged(List.of(), "db.port").verdict()).isEqualTo(Verdict.PROBLEM);
  }

  private static Finding look(int port, List<Long> own) throws InterruptedException {
    return ListeningPort.inspection("port", "db.port", () -> port, () -> own).look().look();
  }
}
