package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.testing.standin.Signals;
import io.ec2cluster.testing.standin.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalIT {
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endWhatWasStarted() {
    started.forEach(Process::destroyForcibly);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void operationEndsInOrderAndSaysWhatItLeaves(String signal, int exitCode) throws Exception {
    Process process = start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    assertThat(out.readLine()).isEqualTo("at work");

    Signals.send(signal, process.toHandle());

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(exitCode);
    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("ec2cluster: interrupted: interrupted while it watched; the box is closed\n");
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    // A build in the background of a shell without job control hands down that SIGINT is ignored.
    command.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
    command.addAll(TestJvm.vector(EndlessProgram.class));
    Process process = new ProcessBuilder(command).start();
    started.add(process);
    return process;
  }
}
