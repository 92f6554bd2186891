package io.ec2cluster.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.testing.standin.Signals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts processes with an environment of their own, and ends what is left of them. */
final class Processes implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /** A build in the background of a shell without job control hands down that SIGINT is ignored. */
  private static final List<String> HEEDS_SIGNALS = List.of("/usr/bin/env", "--default-signal=INT");

  private final Path folder;
  private final List<Process> started = new ArrayList<>();

  /** Keeps what the processes write in a folder. */
  Processes(Path folder) {
    this.folder = folder;
  }

  /** A running process and the files that it writes to. */
  record Running(Process process, Path out, Path err) {
    /** Waits for the end. */
    Ended end() throws IOException, InterruptedException {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("ended within %s s", PATIENCE_SECONDS)
          .isTrue();
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** What it has written to standard error by now. */
    String errSoFar() throws IOException {
      return Files.readString(err, StandardCharsets.UTF_8);
    }

    /** Sends a signal by its name. */
    void signal(String name) throws IOException, InterruptedException {
      Signals.send(name, process.toHandle());
    }
  }

  /** Runs a command to its end. */
  Ended run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    return start(environment, command).end();
  }

  /** Starts a command with exactly these variables. */
  Running start(Map<String, String> environment, List<String> command) throws IOException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(Stream.of(HEEDS_SIGNALS, command).flatMap(List::stream).toList())
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return new Running(process, out, err);
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
  }
}
