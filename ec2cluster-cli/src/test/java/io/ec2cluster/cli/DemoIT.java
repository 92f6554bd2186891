package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.ec2cluster.testing.standin.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ec2cluster demo} as it is shipped: launcher, jar, real servers. */
class DemoIT {
  private static final Path LAUNCHER = Path.of("bin", "ec2cluster").toAbsolutePath();

  private final Path folder = openFolder();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endWhatWasStarted() throws IOException {
    started.forEach(Process::destroyForcibly);
    processesOf(folder).forEach(ProcessHandle::destroyForcibly);
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  @Test
  void demosAtTheSameTimeShowAPrimaryAndTwoReplicasEach() throws Exception {
    Process one = demo("demo", "--directory", folder.toString());
    Process kept = demo("demo", "postgres", "--keep", "--directory", folder.toString());
    List<String> lines = linesOf(one);
    List<String> linesOfKept = linesOf(kept);

    assertThat(one.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(kept.waitFor()).as(String.join("\n", linesOfKept)).isZero();
    assertShown(lines);
    assertShown(linesOfKept);
    Path left = onlyEntryOf(folder);
    assertThat(processesOf(left)).isNotEmpty();

    Process stop =
        start(Splitter.on(' ').splitToList(lineAfter("to stop the servers", linesOfKept)));

    assertThat(stop.waitFor()).isZero();
    assertNothingLeft();
  }

  @Test
  void demoOfRedisShowsAPrimaryAndTwoReplicas() throws Exception {
    Process demo = demo("demo", "redis", "--directory", folder.toString());
    List<String> lines = linesOf(demo);

    assertThat(demo.waitFor()).as(String.join("\n", lines)).isZero();
    assertShown(lines);
    assertNothingLeft();
  }

  @Test
  void demoOfEtcdReplacesAKilledMemberAndIsStoppedLater() throws Exception {
    Process demo = demo("demo", "etcd", "--keep", "--directory", folder.toString());
    List<String> lines = linesOf(demo);

    assertThat(demo.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(lines).contains("read 200 keys on i-demo-4");
    assertThat(lines)
        .filteredOn(line -> line.matches("i-demo-[134] +[0-9a-f]+ +(voter|leader) .*"))
        .hasSize(3);
    assertThat(processesOf(onlyEntryOf(folder))).hasSize(6);

    Process stop = start(Splitter.on(' ').splitToList(lineAfter("to stop the servers", lines)));

    assertThat(stop.waitFor()).isZero();
    assertNothingLeft();
  }

  @Test
  void interruptedDemoOfEtcdLeavesNothing() throws Exception {
    Process demo = demo("demo", "etcd", "--directory", folder.toString());
    BufferedReader reader = reader(demo);
    List<String> lines = new ArrayList<>();
    while (lines.isEmpty() || !lines.get(lines.size() - 1).startsWith("killed i-demo-2")) {
      lines.add(Optional.ofNullable(reader.readLine()).orElseThrow(() -> early(lines)));
    }

    Signals.send("INT", demo.toHandle());

    assertThat(demo.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(demo.exitValue()).isEqualTo(130);
    assertNothingLeft();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void interruptedDemoLeavesNothing(String signal, int exitCode) throws Exception {
    Process demo = demo("demo", "--directory", folder.toString());
    BufferedReader reader = reader(demo);
    List<String> lines = new ArrayList<>();
    // The primary runs, and the others copy its data or start.
    while (lines.isEmpty() || !lines.get(lines.size() - 1).contains("  primary  epoch 1")) {
      lines.add(Optional.ofNullable(reader.readLine()).orElseThrow(() -> early(lines)));
    }
    assertThat(processesOf(folder)).isNotEmpty();

    Signals.send(signal, demo.toHandle());

    assertThat(demo.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(demo.exitValue()).isEqualTo(exitCode);
    assertThat(reader.lines())
        .last()
        .asString()
        .startsWith("ec2cluster: interrupted: the demo was interrupted; the servers are stopped");
    assertNothingLeft();
  }

  private static void assertShown(List<String> lines) {
    assertThat(lines).filteredOn(line -> line.startsWith("read 1000 rows on i-demo-")).hasSize(2);
    assertThat(lines)
        .filteredOn(
            line -> line.matches("i-demo-\\d +127\\.0\\.0\\.1\\d:\\d+ +\\w+ +1000 +healthy .*"))
        .hasSize(3);
    assertThat(lines)
        .filteredOn(
            line -> line.matches("primary\\.demo\\.example\\.com\\. 60 IN A 127\\.0\\.0\\.1[123]"))
        .hasSize(1);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("replica.demo.example.com. 60 IN A 127.0.0.1"))
        .hasSize(2);
  }

  private static AssertionError early(List<String> lines) {
    return new AssertionError("the demo ended too early: " + String.join("\n", lines));
  }

  private void assertNothingLeft() {
    assertThat(processesOf(folder)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  private Process demo(String... arguments) throws IOException {
    return start(Stream.concat(Stream.of(LAUNCHER.toString()), Stream.of(arguments)).toList());
  }

  /** A build in the background of a shell ignores SIGINT, and so would what it starts. */
  private Process start(List<String> vector) throws IOException {
    List<String> all = new ArrayList<>(List.of("env", "--default-signal=INT"));
    all.addAll(vector);
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // What a person has for their own psql must not reach the servers of the demo.
    builder.environment().put("PGUSER", "nobody-of-this-name");
    builder.environment().put("PGSERVICE", "no-such-service");
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static List<String> linesOf(Process process) {
    return reader(process).lines().toList();
  }

  private static String lineAfter(String beginning, List<String> lines) {
    for (int index = 0; index < lines.size() - 1; index++) {
      if (lines.get(index).startsWith(beginning)) {
        return lines.get(index + 1).strip();
      }
    }
    throw new AssertionError("no line after '" + beginning + "' in " + lines);
  }

  /** Those that name the directory in their arguments, or work in it. */
  private static List<ProcessHandle> processesOf(Path directory) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                commandLine(process).contains(directory + "/") || worksIn(process, directory))
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    return read(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
  }

  private static boolean worksIn(ProcessHandle process, Path directory) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
          .startsWith(directory);
    } catch (IOException endedOrHidden) {
      return false;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
    } catch (IOException ended) {
      return "";
    }
  }

  private static Path onlyEntryOf(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> all = entries.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Servers of another user must be able to enter it, unlike JUnit's temporary directories. */
  private static Path openFolder() {
    try {
      Path folder = Files.createTempDirectory("demo");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return folder.toRealPath();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
