package io.ec2cluster.testing.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Sends processes signals that Java has no call for. */
public final class Signals {
  private Signals() {}

  /**
   * Sends one, by kill(1).
   *
   * @param signal its name without {@code SIG}, such as {@code STOP}
   */
  public static void send(String signal, ProcessHandle process)
      throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).as("kill -%s %s", signal, process.pid()).isZero();
  }
}
