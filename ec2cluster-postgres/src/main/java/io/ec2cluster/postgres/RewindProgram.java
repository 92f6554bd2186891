package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** pg_rewind, and the crash recovery that has to come before it. */
final class RewindProgram {
  private static final String NAME = "pg_rewind";

  /** From this version on pg_rewind would recover by itself, without knowing Debian's layout. */
  private static final int RECOVERS = 13;

  private final Server server;
  private final PrimaryLocation primary;

  RewindProgram(Server server, PrimaryLocation primary) {
    this.server = server;
    this.primary = primary;
  }

  /** Why it cannot be run at all. */
  Optional<String> missing() {
    Path program = server.layout().binDirectory().resolve(NAME);
    return Files.isExecutable(program)
        ? Optional.empty()
        : Optional.of("there is no program " + program);
  }

  /** Runs it. A password goes through libpq's password file. */
  CommandResult run(Path target, boolean dryRun) throws InterruptedException {
    server.writePassFile();
    List<String> arguments =
        new ArrayList<>(List.of("-D", target.toString(), "--source-server=" + source()));
    if (server.layout().version() >= RECOVERS) {
      arguments.add("--no-ensure-shutdown");
    }
    if (dryRun) {
      arguments.add("--dry-run");
    }
    return server.programs().run(bounded(server.programs().command(NAME, arguments)));
  }

  /**
   * Crash recovery by the single-user server, as pg_rewind itself does it from 13 on: it takes no
   * connections, and ends when its input ends.
   */
  void recover(StepContext step) throws InterruptedException {
    step.progress("recovering " + server.data().path() + ", whose server did not stop in order");
    Command command =
        server
            .programs()
            .command(
                "postgres",
                List.of(
                    "--single", "-D", server.layout().configDirectory().toString(), "template1"));
    server.programs().require(bounded(command), "the crash recovery of " + server.data().path());
    if (!server.data().control().cleanlyStopped()) {
      throw new EnvironmentException(
          "the crash recovery of "
              + server.data().path()
              + " ended, but its control file says '"
              + server.data().control().state()
              + "': see what else starts a server there, then run this again");
    }
  }

  /** Brings everything to the disk: pg_rewind does so last, and may have been killed before. */
  void sync(Path target) throws InterruptedException {
    server
        .programs()
        .require(
            bounded(
                server
                    .programs()
                    .command("initdb", List.of("--sync-only", "-D", target.toString()))),
            "bringing " + target + " to the disk");
  }

  /** A killed run may have left its pg_rewind at work. */
  void awaitEarlierRuns(Path target, StepContext step) throws InterruptedException {
    step.await(
        "the pg_rewind of an earlier run to end",
        server.settings().cloneTimeout(),
        () -> ProcessHandle.allProcesses().noneMatch(process -> rewinds(process, target)));
  }

  private static boolean rewinds(ProcessHandle process, Path target) {
    ProcessHandle.Info info = process.info();
    return info.command().filter(command -> command.endsWith(NAME)).isPresent()
        && info.arguments()
            .filter(arguments -> Arrays.asList(arguments).contains(target.toString()))
            .isPresent();
  }

  private Command bounded(Command command) {
    return command.within(server.settings().cloneTimeout());
  }

  private String source() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("host", primary.address());
    parameters.put("port", String.valueOf(primary.port()));
    parameters.put("user", server.settings().replicationUser());
    parameters.put("dbname", ServerConnection.DATABASE);
    parameters.put(
        "connect_timeout", String.valueOf(server.settings().connectTimeout().toSeconds()));
    parameters.put("application_name", "ec2cluster");
    if (server.auth().password().isPresent()) {
      parameters.put("passfile", server.layout().passFile().toString());
    }
    server.settings().sslmode().ifPresent(mode -> parameters.put("sslmode", mode));
    return new Conninfo(parameters).text();
  }
}
