package io.ec2cluster.redis;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.LogTail;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.redis.ServerException.Kind;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts and stops the server: with the given argument vector, else with the package's unit where
 * systemd runs, else by the program and by {@code SHUTDOWN}.
 */
final class ServerControl {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int FIRST_WITH_NOW = 7;

  private final Server server;
  private final RedisLayout layout;

  ServerControl(Server server) {
    this.server = server;
    this.layout = server.layout();
  }

  /**
   * Starts the server and waits until it has loaded its data and answers.
   *
   * @throws DeadlineException if it runs and is not ready in time
   * @throws EnvironmentException if it does not run
   */
  void start(StepContext step) throws InterruptedException {
    server.makePlaces();
    removeStopRecord();
    long log = LogTail.size(layout.logFile());
    Command command = startCommand();
    step.progress("starting with " + String.join(" ", command.arguments()));
    CommandResult result = server.context().commands().run(command);
    if (!result.succeeded()) {
      throw new EnvironmentException(
          "starting the server of "
              + layout.directory()
              + " failed: "
              + command.arguments().get(0)
              + " ended with exit code "
              + result.exitCode()
              + ": "
              + result.lastWords(5)
              + words(log));
    }
    awaitAnswer(log, step);
  }

  private void awaitAnswer(long log, StepContext step) throws InterruptedException {
    long born = step.time().nanos() + Duration.ofSeconds(2).toNanos();
    try {
      step.await(
          "the server to load its data and answer",
          server.settings().startTimeout(),
          () -> hasAnswered() || (!server.isRunning() && step.time().nanos() - born > 0));
    } catch (DeadlineException silent) {
      throw new DeadlineException(
          "the server of "
              + layout.directory()
              + " is left running: "
              + silent.getMessage()
              + " (redis.start-timeout)"
              + why()
              + words(log),
          silent);
    }
    if (!server.isRunning()) {
      throw new EnvironmentException(
          "the server of " + layout.directory() + " ended right after its start" + advice(log));
    }
  }

  /**
   * Whether the server has answered.
   *
   * @throws EnvironmentException if it does not let us in, which no waiting changes
   */
  private boolean hasAnswered() {
    try {
      return server.answer().isPresent();
    } catch (ServerException refused) {
      if (refused.kind() == Kind.DENIED && server.isRunning()) {
        throw new EnvironmentException(
            "the server of " + layout.directory() + " is left running: " + refused.text(), refused);
      }
      return false;
    }
  }

  private String advice(long log) {
    String text = LogTail.text(layout.logFile(), log);
    return (text.contains("Address already in use")
            ? ": something else listens at port "
                + layout.port()
                + " of "
                + String.join(" or ", server.serverSettings().listenAddresses())
                + "; stop it, or set redis.port"
            : "")
        + LogTail.lastWords(layout.logFile(), text);
  }

  /** What the server says to whoever asks it, where it refuses. */
  private String why() {
    try (ServerConnection connection = server.open()) {
      return "; it says: " + connection.ask("PING");
    } catch (ServerException refused) {
      return "; " + refused.text();
    }
  }

  private String words(long from) {
    return LogTail.lastWords(layout.logFile(), LogTail.text(layout.logFile(), from));
  }

  private Command startCommand() {
    if (!server.settings().start().isEmpty()) {
      return bounded(Command.of(server.settings().start()));
    }
    if (usesUnit()) {
      return bounded(Command.of(List.of("systemctl", "start", layout.unit().orElseThrow())));
    }
    List<String> vector =
        List.of(layout.program().toString(), layout.configFile().toString(), "--daemonize", "yes");
    return bounded(Command.of(vector).as(Optional.of(layout.user())).in(Path.of("/")));
  }

  private boolean usesUnit() {
    return layout.unit().isPresent()
        && server.machine().systemdRuns()
        && server.machine().privileged();
  }

  private Command bounded(Command command) {
    return command.within(server.settings().startTimeout());
  }

  /**
   * Stops the server in order: a primary takes no more writes, its replicas get everything, how far
   * that goes is written down, the data are saved. Whatever fails before its end lets it go on.
   */
  void stop(StepContext step) throws InterruptedException {
    if (!server.isRunning()) {
      return;
    }
    long log = LogTail.size(layout.logFile());
    try (ServerConnection connection = server.open()) {
      connection.patience(server.settings().startTimeout());
      stop(connection, step);
    } catch (ServerException failure) {
      if (failure.kind() != Kind.SILENT) {
        throw new EnvironmentException(
            "the server of "
                + layout.directory()
                + " cannot be stopped: "
                + failure.text()
                + words(log),
            failure);
      }
      step.progress("the server does not answer, it is told to end by a signal");
      signal(step);
    }
    awaitGone(step);
  }

  private void stop(ServerConnection connection, StepContext step)
      throws ServerException, InterruptedException {
    ServerInfo info = connection.info();
    boolean primary = info.role() == Role.PRIMARY;
    if (primary) {
      // Longer than everything that follows may take; a server that goes on is let go on.
      long millis =
          server.settings().startTimeout().plus(server.settings().drainTimeout()).toMillis();
      connection.ask("CLIENT", "PAUSE", String.valueOf(millis), "WRITE");
    }
    boolean ended = false;
    try {
      if (primary) {
        new Drain(server, connection).await(step);
      }
      ServerInfo last = connection.info();
      new StopRecord(last.replicationId(), last.offset()).write(server.files(), openStopRecord());
      shutDown(connection, last, step);
      ended = true;
    } finally {
      if (!ended) {
        removeStopRecord();
        if (primary) {
          goOn(step);
        }
      }
    }
  }

  private void goOn(StepContext step) {
    try (ServerConnection connection = server.open()) {
      connection.ask("CLIENT", "UNPAUSE");
    } catch (ServerException gone) {
      step.progress(gone.text());
    }
  }

  private void shutDown(ServerConnection connection, ServerInfo info, StepContext step)
      throws ServerException, InterruptedException {
    boolean saves = !info.is("aof_enabled") || !info.get("aof_last_write_status").equals("ok");
    if (usesUnit() || !server.settings().stop().isEmpty()) {
      // A unit is started again when its server ends by itself (Restart=always).
      if (saves) {
        connection.ask("SAVE");
      }
      run(
          usesUnit() && server.settings().stop().isEmpty()
              ? List.of("systemctl", "stop", layout.unit().orElseThrow())
              : server.settings().stop(),
          step);
      return;
    }
    List<String> words = new ArrayList<>(List.of("SHUTDOWN", saves ? "SAVE" : "NOSAVE"));
    if (Version.of(info).major() >= FIRST_WITH_NOW) {
      words.add("NOW");
    }
    connection.end(words.toArray(new String[0]));
  }

  private void run(List<String> vector, StepContext step) throws InterruptedException {
    step.progress("stopping with " + String.join(" ", vector));
    CommandResult result = server.context().commands().run(bounded(Command.of(vector)));
    if (!result.succeeded()) {
      throw new EnvironmentException(
          vector.get(0)
              + " ended with exit code "
              + result.exitCode()
              + ": "
              + result.lastWords(5));
    }
  }

  private void signal(StepContext step) throws InterruptedException {
    if (usesUnit()) {
      run(List.of("systemctl", "stop", layout.unit().orElseThrow()), step);
    }
    server.processes().all().stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .forEach(ProcessHandle::destroy);
  }

  private void awaitGone(StepContext step) throws InterruptedException {
    long end = step.time().nanos() + server.settings().drainTimeout().plusSeconds(5).toNanos();
    while (server.isRunning() && step.time().nanos() - end < 0) {
      step.time().sleep(PAUSE);
    }
  }

  private Path openStopRecord() {
    try {
      Files.createDirectories(server.stopRecord().resolveSibling(""));
    } catch (IOException failure) {
      throw OwnedFiles.failed("making the folder of", server.stopRecord(), failure);
    }
    return server.stopRecord();
  }

  private void removeStopRecord() {
    try {
      Files.deleteIfExists(server.stopRecord());
    } catch (IOException failure) {
      throw OwnedFiles.failed("removing", server.stopRecord(), failure);
    }
  }
}
