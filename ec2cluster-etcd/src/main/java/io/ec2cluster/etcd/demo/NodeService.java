package io.ec2cluster.etcd.demo;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.demo.DemoNode;
import io.ec2cluster.host.LogTail;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code etcd run} of a node, in the background; it outlives the program that started it. Its own
 * process is known by a file, its etcd by the data directory among its arguments.
 */
final class NodeService {
  private static final Duration END = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final DemoNode node;

  NodeService(DemoNode node) {
    this.node = node;
  }

  /** Where its etcd keeps its data. */
  Path data() {
    return node.directory().resolve("data");
  }

  /** What it says, and etcd. */
  Path log() {
    return node.directory().resolve("run.log");
  }

  private Path note() {
    return node.directory().resolve("run.process");
  }

  void start(List<String> program) {
    try {
      Process process =
          new ProcessBuilder(program)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      Files.writeString(note(), process.pid() + " " + startOf(process.toHandle()));
    } catch (IOException failure) {
      throw new EnvironmentException(
          "'etcd run' of %s cannot be started: %s".formatted(node.id(), failure.getMessage()),
          failure);
    }
  }

  /** Ends both at once, as a machine ends that loses its power. */
  void kill(Time time) throws InterruptedException {
    long end = time.nanos() + END.toNanos();
    List<ProcessHandle> left = processes();
    while (!left.isEmpty()) {
      if (time.nanos() - end >= 0) {
        throw new EnvironmentException(
            "processes %s of %s are still there after SIGKILL: see what they wait for (ps -o stat,wchan), then stop the demo again"
                .formatted(left.stream().map(ProcessHandle::pid).toList(), node.id()));
      }
      left.forEach(ProcessHandle::destroyForcibly);
      time.sleep(PAUSE);
      left = processes();
    }
  }

  /** Whether {@code etcd run} is there. */
  boolean runs() {
    return noted().findAny().isPresent();
  }

  String lastWords() {
    return LogTail.lastWords(log(), LogTail.text(log(), 0));
  }

  private List<ProcessHandle> processes() {
    return Stream.concat(noted(), ProcessHandle.allProcesses().filter(this::hasOurData)).toList();
  }

  private Stream<ProcessHandle> noted() {
    if (!Files.isReadable(note())) {
      return Stream.empty();
    }
    try {
      String[] words = Files.readString(note()).strip().split(" ", -1);
      return ProcessHandle.of(Long.parseLong(words[0])).stream()
          .filter(ProcessHandle::isAlive)
          .filter(process -> startOf(process).equals(words[1]));
    } catch (IOException failure) {
      throw new EnvironmentException(
          "cannot read " + note() + ": " + failure.getMessage(), failure);
    }
  }

  private boolean hasOurData(ProcessHandle process) {
    return Stream.of(process.info().arguments().orElse(new String[0]))
        .anyMatch(("--data-dir=" + data())::equals);
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("unknown");
  }
}
