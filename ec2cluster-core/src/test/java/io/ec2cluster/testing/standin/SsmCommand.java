package io.ec2cluster.testing.standin;

import io.ec2cluster.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A command of the stand-in on one node: a process of {@code /bin/sh}, ended by signal 9 with its
 * descendants when it is cancelled or its time is over. Not thread-safe.
 */
final class SsmCommand {
  private static final int KEPT_OUTPUT = 24_000;
  private static final int KEPT_ERRORS = 8_000;

  private final String id;
  private final String instanceId;
  private final String comment;
  private final String script;
  private final Instant requested;
  private final Duration delivery;
  private final Duration execution;
  private final Time time;
  private final long begin;
  private Optional<Running> process = Optional.empty();
  private String status = "Pending";
  private String details = "Pending";
  private int responseCode = -1;
  private String output = "";
  private String errors = "";

  private record Running(Process process, Path directory) {
    Path output() {
      return directory.resolve("stdout");
    }

    Path errors() {
      return directory.resolve("stderr");
    }
  }

  SsmCommand(
      String id,
      String instanceId,
      String comment,
      String script,
      Duration delivery,
      Duration execution,
      Time time) {
    this.id = id;
    this.instanceId = instanceId;
    this.comment = comment;
    this.script = script;
    this.delivery = delivery;
    this.execution = execution;
    this.time = time;
    this.requested = time.now();
    this.begin = time.nanos();
  }

  String id() {
    return id;
  }

  String instanceId() {
    return instanceId;
  }

  String comment() {
    return comment;
  }

  String script() {
    return script;
  }

  Instant requested() {
    return requested;
  }

  String status() {
    return status;
  }

  String details() {
    return details;
  }

  int responseCode() {
    return responseCode;
  }

  String output() {
    return output;
  }

  String errors() {
    return errors;
  }

  boolean hasEnded() {
    return !status.equals("Pending") && !status.equals("InProgress");
  }

  /** As the agent does it: the script as a whole goes to a shell. */
  void start(SsmNode node) {
    try {
      Path directory = Files.createTempDirectory("ssm-stand-in");
      ProcessBuilder builder =
          new ProcessBuilder(List.of("/bin/sh", "-c", script))
              .directory(node.directory().toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(directory.resolve("stdout").toFile())
              .redirectError(directory.resolve("stderr").toFile());
      builder.environment().clear();
      builder.environment().putAll(node.environment());
      process = Optional.of(new Running(builder.start(), directory));
      become("InProgress", "InProgress");
    } catch (IOException e) {
      throw new UncheckedIOException("the stand-in cannot run " + script, e);
    }
  }

  /** Ends without having been run. */
  void become(String newStatus, String newDetails) {
    status = newStatus;
    details = newDetails;
  }

  /** Lets it run for a moment of real time; then looks what became of it. */
  void look(Duration moment) {
    if (process.isPresent() && !hasEnded()) {
      await(process.get(), moment);
    } else if (status.equals("Pending") && elapsed().compareTo(delivery) >= 0) {
      become("TimedOut", "DeliveryTimedOut");
    }
  }

  private void await(Running running, Duration moment) {
    try {
      if (running.process().waitFor(moment.toMillis(), TimeUnit.MILLISECONDS)) {
        finish(running);
      } else if (elapsed().compareTo(execution) > 0) {
        kill(running, "TimedOut", "ExecutionTimedOut");
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void finish(Running running) {
    responseCode = running.process().exitValue();
    boolean well = responseCode == 0;
    become(well ? "Success" : "Failed", well ? "Success" : "Failed");
    // A line of the agent's own.
    keep(running, well ? "" : "failed to run commands: exit status " + responseCode);
  }

  /** Ends it if it has not ended. */
  void cancel() {
    look(Duration.ZERO);
    if (!hasEnded()) {
      process.ifPresentOrElse(
          running -> kill(running, "Cancelled", "Cancelled"),
          () -> become("Cancelled", "Cancelled"));
    }
  }

  private void kill(Running running, String newStatus, String newDetails) {
    // The descendants of a process that is gone are not known any more.
    List<ProcessHandle> descendants = running.process().descendants().toList();
    running.process().destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    try {
      running.process().waitFor();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
    become(newStatus, newDetails);
    keep(running, "");
  }

  private void keep(Running running, String last) {
    try {
      output = first(KEPT_OUTPUT, Files.readString(running.output()));
      errors = first(KEPT_ERRORS, Files.readString(running.errors()) + last);
      Files.delete(running.output());
      Files.delete(running.errors());
      Files.delete(running.directory());
    } catch (IOException e) {
      throw new UncheckedIOException("the stand-in cannot read what a command said", e);
    }
  }

  private static String first(int characters, String text) {
    return text.substring(0, Math.min(characters, text.length()));
  }

  private Duration elapsed() {
    return Duration.ofNanos(time.nanos() - begin);
  }
}
