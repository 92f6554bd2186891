package io.ec2cluster.testing.standin;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code moto_server} as a process on loopback. The system chooses the port, and the server says
 * which: asking for a free one first would race with other test runs.
 */
final class MotoProcess {
  private static final Pattern RUNNING =
      Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");
  private static final long START_SECONDS = 120;
  private static final long STOP_SECONDS = 10;
  private static final int LAST_LINES = 20;

  private final Process process;
  private final CompletableFuture<URI> endpoint = new CompletableFuture<>();

  private MotoProcess(Process process) {
    this.process = process;
  }

  static MotoServer start(List<String> program) throws MotoUnavailable {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("-H", "127.0.0.1", "-p", "0"));
    MotoProcess moto;
    try {
      moto = new MotoProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new MotoUnavailable(program + " does not start", e);
    }
    // A run that is cut short must not leave the server behind.
    Runtime.getRuntime().addShutdownHook(new Thread(moto.process::destroyForcibly));
    Thread reader = new Thread(moto::readOutput, "moto-output");
    reader.setDaemon(true);
    reader.start();
    return moto.awaitRunning();
  }

  private MotoServer awaitRunning() throws MotoUnavailable {
    try {
      return new MotoServer(endpoint.get(START_SECONDS, TimeUnit.SECONDS), this::stop);
    } catch (ExecutionException e) {
      stop();
      throw new MotoUnavailable("it ended: " + String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      stop();
      throw new MotoUnavailable("it did not come up within " + START_SECONDS + " s", e);
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
      throw new MotoUnavailable("interrupted while it started", e);
    }
  }

  /** Reads to the end, so that the server never waits for its log to be read. */
  private void readOutput() {
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        if (lines.size() > LAST_LINES) {
          lines.remove(0);
        }
        Matcher running = RUNNING.matcher(line);
        if (running.find()) {
          endpoint.complete(URI.create(running.group(1)));
        }
      }
    } catch (IOException e) {
      lines.add(e.toString());
    }
    endpoint.completeExceptionally(new IllegalStateException(String.join("\n", lines)));
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
