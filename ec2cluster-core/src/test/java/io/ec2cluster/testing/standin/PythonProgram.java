package io.ec2cluster.testing.standin;

import io.ec2cluster.host.Machine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program of a Python package that tests run: on the PATH, else in a virtual environment of the
 * user's cache folder, made once and kept.
 */
public enum PythonProgram {
  /** AWS's linter of CloudFormation templates. */
  CFN_LINT("cfn-lint", "1.51.0"),

  /** Holds YAML against a JSON schema. */
  CHECK_JSONSCHEMA("check-jsonschema", "0.39.0");

  private static final long INSTALL_MINUTES = 10;

  private final String program;
  private final String version;

  PythonProgram(String program, String version) {
    this.program = program;
    this.version = version;
  }

  /** The program; installed where there is none. */
  public Path path() throws IOException, InterruptedException {
    Optional<Path> found = Machine.current().find(program);
    return found.isPresent() ? found.get() : installed();
  }

  /**
   * Runs it.
   *
   * @return what it printed; empty where it ended with 0 and had nothing to say
   */
  public String findings(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(path().toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = process.waitFor();
    return exitCode == 0 ? words : "exit code " + exitCode + ": " + words;
  }

  private Path installed() throws IOException, InterruptedException {
    Path folder =
        Files.createDirectories(
            Path.of(
                System.getProperty("user.home"), ".cache", "ec2cluster", program + "-" + version));
    Path venv = folder.resolve("venv");
    Path mark = folder.resolve("installed");
    // Several test runs may start at once: one installs, the others wait for it.
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && Files.notExists(mark)) {
        run(List.of("python3", "-m", "venv", "--clear", venv.toString()));
        run(
            List.of(
                venv.resolve("bin/pip").toString(),
                "install",
                "--quiet",
                program + "==" + version));
        Files.createFile(mark);
      }
    }
    return venv.resolve("bin").resolve(program);
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(
          String.join(" ", command)
              + " failed: install "
              + program
              + " (pip install "
              + program
              + ")");
    }
  }
}
