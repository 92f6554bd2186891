package io.ec2cluster.testing.standin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of the distribution that a test starts for itself, in the place of a stand-in. */
public final class InstalledProgram {
  private static final long PATIENCE_SECONDS = 10;

  private InstalledProgram() {}

  /**
   * Where it is installed.
   *
   * @param name the program's
   * @param debianPackage what to install where it is missing
   * @throws AssertionError if it is not there
   */
  public static Path find(String name, String debianPackage) {
    return Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "this test needs %s: install it (Debian: apt-get install %s)"
                        .formatted(name, debianPackage)));
  }

  /** Ends a process, by force where it does not end by itself, and what it has started. */
  public static void end(Process process) {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    below.forEach(ProcessHandle::destroyForcibly);
  }
}
