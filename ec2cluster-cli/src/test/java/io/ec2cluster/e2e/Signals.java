package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Sends processes signals that Java has no call for. */
final class Signals {
  private Signals() {}

  /** Sends {@code STOP} or {@code CONT}. */
  static void send(String signal, ProcessHandle process) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }
}
