package io.ec2cluster.postgres;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.host.Interruptible;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts the server in a role, or lets a running one take up its changed settings. */
final class StartSteps {
  private final Server server;
  private final Role role;
  private final Supplier<Assignment> assignment;
  private final ServerControl control;

  StartSteps(Server server, Role role, Supplier<Assignment> assignment) {
    this.server = server;
    this.role = role;
    this.assignment = assignment;
    this.control = server.control();
  }

  List<Step> steps() {
    return List.of(
        Step.named("start postgres")
            .description("Start the server of " + server.data().path() + " as " + role.label())
            .check(step -> isRunning() ? Check.State.DONE : Check.State.NEEDED)
            .action(this::start));
  }

  private boolean isRunning() {
    Optional<ServerState> state = ask();
    return state.isPresent()
        && state.get().inRecovery() == (role == Role.REPLICA)
        && hasLoaded(state.get())
        && !needsRestart(state.get());
  }

  private void start(StepContext step) throws InterruptedException {
    requireMadeForRole();
    if (server.processes().postmaster().isEmpty()) {
      startStopped(step);
    } else {
      takeUpSettings(awaitAnswer(step), step);
    }
    requireOwnAddress();
  }

  /** Starts a server that does not run and waits until it answers. */
  void startStopped(StepContext step) throws InterruptedException {
    requireNoOrphans();
    control.start(step);
    awaitAnswer(step);
  }

  /** Never as primary with a standby's data, and never the other way round. */
  private void requireMadeForRole() {
    Role madeFor = server.data().madeFor();
    if (madeFor != role) {
      throw new RefusedException(
          server.data().path()
              + " is prepared for a "
              + madeFor.label()
              + " and is not started as "
              + role.label()
              + ": run init again");
    }
  }

  /**
   * Backends of a killed server may still write: a second server beside them would destroy data.
   */
  private void requireNoOrphans() {
    List<Long> orphans = server.processes().all();
    if (!orphans.isEmpty()) {
      throw new EnvironmentException(
          "processes "
              + orphans
              + " of a server that was killed still work in "
              + server.data().path()
              + ": end them, then run init again");
    }
  }

  private void takeUpSettings(ServerState state, StepContext step) throws InterruptedException {
    if (state.inRecovery()
        && role == Role.PRIMARY
        && server.settings().recoveryTemplatePrimary().isEmpty()) {
      throw new RefusedException(
          "the server of "
              + server.data().path()
              + " runs in recovery: it becomes a primary by 'ec2cluster promote' and not by init");
    }
    if (!state.inRecovery() && role == Role.REPLICA) {
      throw new RefusedException(
          "the server of "
              + server.data().path()
              + " runs as a primary: run init again, which stops it first");
    }
    if (!hasLoaded(state)) {
      control.reload();
      awaitLoaded(step);
    }
    if (!ask().map(this::needsRestart).orElse(false)) {
      return;
    }
    if (role == Role.PRIMARY && assignment.get().primary().publishedAt().isPresent()) {
      step.note(
          "changed settings wait for a restart of the server, which is left to you: this is the"
              + " published primary (SELECT name FROM pg_settings WHERE pending_restart)");
      return;
    }
    new StopSteps(server).stopAndProve(step);
    control.start(step);
    awaitAnswer(step);
  }

  /** recovery.conf, up to version 11, is read at the start alone. */
  private boolean needsRestart(ServerState state) {
    Path recoveryConf = server.data().path().resolve("recovery.conf");
    return state.waitsForRestart() > 0
        || (role == Role.REPLICA && modifiedMillis(recoveryConf) > state.startedMillis());
  }

  /** Waits until the server answers; that it ended is told at once. */
  private ServerState awaitAnswer(StepContext step) throws InterruptedException {
    try {
      step.await("the server to answer", server.startTimeout(), this::answersOrEnded);
    } catch (DeadlineException silent) {
      throw new DeadlineException(
          "the server of "
              + server.data().path()
              + " is left running: "
              + silent.getMessage()
              + " (postgres.start-timeout)"
              + control.logOfStart(),
          silent);
    }
    return ask()
        .orElseThrow(
            () ->
                new EnvironmentException(
                    "the server of "
                        + server.data().path()
                        + " ended while it started"
                        + control.logOfStart()));
  }

  private boolean answersOrEnded() {
    return ask().isPresent() || server.processes().postmaster().isEmpty();
  }

  private void awaitLoaded(StepContext step) throws InterruptedException {
    step.await(
        "the server to take up its changed settings (if it does not, its log says why)",
        server.settings().connectTimeout(),
        () -> ask().map(this::hasLoaded).orElse(false));
  }

  private Optional<ServerState> ask() {
    return Interruptible.ask(() -> ServerState.ask(server));
  }

  private boolean hasLoaded(ServerState state) {
    return List.of(server.config().owned(), server.config().hbaFile()).stream()
        .allMatch(file -> modifiedMillis(file) <= state.settingsLoadedMillis());
  }

  private static long modifiedMillis(Path file) {
    try {
      return Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : 0;
    } catch (IOException failure) {
      throw OwnedFiles.failed("looking at", file, failure);
    }
  }

  /**
   * A server that cannot listen at one of several addresses only warns. The first address is the
   * one for the other nodes; postmaster.pid names the first at which it listens.
   */
  private void requireOwnAddress() {
    String wanted = server.serverSettings().listenAddresses().get(0);
    Optional<PostmasterFile> running = server.processes().postmaster();
    boolean listens =
        running.flatMap(PostmasterFile::listenAddress).map(wanted::equals).orElse(false);
    if (server.settings().manage() && running.isPresent() && !listens) {
      throw new EnvironmentException(
          "the server of "
              + server.data().path()
              + " could not listen at "
              + wanted
              + ":"
              + running.get().port()
              + ", where the other nodes look for it: is the port taken, or the address not this"
              + " machine's (postgres.listen-addresses)?"
              + control.logOfStart());
    }
  }
}
