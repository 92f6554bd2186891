package io.ec2cluster.postgres;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts and stops the server: with the given argument vector, else with the unit of Debian's
 * package where systemd runs, else with pg_ctlcluster for a cluster in Debian's books, else with
 * pg_ctl.
 */
final class ServerControl {
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  private static final Duration LAST_BREATH = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final PostgresLayout layout;
  private final PostgresSettings settings;
  private final Machine machine;
  private final Programs programs;
  private final ServerProcesses processes;
  private final OwnedFiles files;
  private final ServerLog log;

  ServerControl(
      PostgresLayout layout,
      PostgresSettings settings,
      Machine machine,
      Programs programs,
      ServerProcesses processes,
      OwnedFiles files) {
    this.layout = layout;
    this.settings = settings;
    this.machine = machine;
    this.programs = programs;
    this.processes = processes;
    this.files = files;
    this.log = new ServerLog(layout);
  }

  /**
   * Starts the server; returns when it says that it is up, as far as the way to start it waits.
   *
   * @throws DeadlineException if it runs and is not ready in time: a standby whose archive does not
   *     have yet what makes its data consistent
   * @throws EnvironmentException if it does not run
   */
  void start(StepContext step) throws InterruptedException {
    Command command = startCommand();
    log.begin();
    step.progress("starting with " + String.join(" ", command.arguments()));
    CommandResult result = programs.run(command);
    if (!result.succeeded() && processes.postmaster().isPresent()) {
      throw new DeadlineException(
          "the server of "
              + layout.dataDirectory()
              + " runs, but was not ready within postgres.start-timeout, "
              + seconds()
              + " s; it is left running, and running this again is safe"
              + log.lastWords());
    }
    if (!result.succeeded()) {
      EnvironmentException failed =
          Programs.failed(command, "starting the server of " + layout.dataDirectory(), result);
      throw new EnvironmentException(failed.getMessage() + log.lastWords(), failed);
    }
  }

  /** What the server's log holds since {@link #start}, for messages. */
  String logOfStart() {
    return log.lastWords();
  }

  /** Stops the server, one way after the other until it is gone. */
  void stop(StepContext step) throws InterruptedException {
    List<String> failures = new ArrayList<>();
    for (Command command : stopCommands()) {
      if (!processes.all().isEmpty()) {
        step.progress("stopping with " + String.join(" ", command.arguments()));
        CommandResult result = programs.run(command);
        if (!result.succeeded()) {
          failures.add(command.arguments().get(0) + ": " + result.lastWords(3));
        }
        awaitGone(step, result.succeeded() ? settings.startTimeout() : LAST_BREATH);
      }
    }
    failures.forEach(step::progress);
  }

  /** Whoever was told to stop the server may have waited for postmaster.pid, or for nothing. */
  private void awaitGone(StepContext step, Duration patience) throws InterruptedException {
    long end = step.time().nanos() + patience.toNanos();
    while (!processes.all().isEmpty() && step.time().nanos() - end < 0) {
      step.time().sleep(PAUSE);
    }
  }

  /** Lets the server read its settings again. */
  void reload() throws InterruptedException {
    programs.require(pgCtl(List.of("reload", "-D", data())), "reading the settings again");
  }

  private Command startCommand() {
    if (!settings.start().isEmpty()) {
      return bounded(Command.of(settings.start()));
    }
    if (usesUnit()) {
      return bounded(Command.of(List.of("systemctl", "start", unit())));
    }
    if (usesPgCtlCluster()) {
      return pgCtlCluster(List.of("start"));
    }
    // The folder may not belong to the server's user, who is to append to the log.
    if (!Files.exists(layout.logFile())) {
      files.write(layout.logFile(), "");
    }
    return bounded(
        pgCtl(
            List.of(
                "start",
                "-D",
                layout.configDirectory().toString(),
                "-l",
                layout.logFile().toString(),
                "-w",
                "-t",
                seconds())));
  }

  private List<Command> stopCommands() {
    List<Command> ways = new ArrayList<>();
    if (!settings.stop().isEmpty()) {
      ways.add(bounded(Command.of(settings.stop())));
    } else if (usesUnit()) {
      ways.add(bounded(Command.of(List.of("systemctl", "stop", unit()))));
    }
    // To wait (-w) it would look every 100 ms.
    ways.add(pgCtl(List.of("stop", "-D", data(), "-m", "fast", "-W")));
    return ways;
  }

  private boolean usesUnit() {
    return layout.debian().isPresent() && machine.systemdRuns() && machine.privileged();
  }

  private String unit() {
    return layout.debian().map(DebianCluster::unit).orElseThrow();
  }

  private boolean usesPgCtlCluster() {
    return layout.debian().isPresent() && machine.find("pg_ctlcluster").isPresent();
  }

  /** pg_ctlcluster becomes the cluster's owner by itself (pg_ctlcluster(1)). */
  private Command pgCtlCluster(List<String> action) {
    DebianCluster cluster = layout.debian().orElseThrow();
    List<String> vector = new ArrayList<>();
    vector.add(machine.find("pg_ctlcluster").map(Path::toString).orElseThrow());
    vector.addAll(List.of(String.valueOf(cluster.version()), cluster.name()));
    vector.addAll(action);
    vector.addAll(List.of("--", "-t", seconds()));
    Map<String, String> root =
        machine.root().equals(Path.of("/"))
            ? Map.of()
            : Map.of("PG_CLUSTER_CONF_ROOT", machine.at("/etc/postgresql").toString());
    return bounded(Command.of(vector).withEnvironment(root).in(Path.of("/")));
  }

  private Command pgCtl(List<String> arguments) {
    return programs.command("pg_ctl", arguments);
  }

  private Command bounded(Command command) {
    return command.within(settings.startTimeout().plus(LEEWAY));
  }

  private String data() {
    return layout.dataDirectory().toString();
  }

  private String seconds() {
    return String.valueOf(settings.startTimeout().toSeconds());
  }
}
