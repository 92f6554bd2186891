package io.ec2cluster.e2e;

import io.ec2cluster.testing.standin.TestSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A command that was started. */
record ToolRun(Process process, Path output, Path errors) {
  private static final long PATIENCE_SECONDS = 180;
  private static final long PAUSE_NANOS = 20_000_000;

  /** Waits for its end. */
  ToolResult await() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("did not end: " + result(-1));
      }
      return result(process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits until it has said something on standard error. */
  ToolRun awaitSaid(String words) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      // Asked first: what a process says at its end is read after it.
      boolean goesOn = process.isAlive() && System.nanoTime() - end < 0;
      ToolResult said = result(-1);
      if (said.errors().contains(words)) {
        return this;
      }
      if (!goesOn) {
        throw new AssertionError("did not say '" + words + "': " + said);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private ToolResult result(int exitCode) {
    try {
      ToolResult result =
          new ToolResult(exitCode, Files.readString(output), Files.readString(errors));
      TestSecrets.assertNoneIn(result.output() + result.errors());
      return result;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
