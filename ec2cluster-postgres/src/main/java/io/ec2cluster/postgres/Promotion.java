package io.ec2cluster.postgres;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.Interruptible;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Turns a standby into a primary, also one that was interrupted on its way. The server leaves
 * recovery in this order (source, {@code StartupXLOG}): it removes its signal file, begins a new
 * timeline, writes {@code in production} into the control file, and only then takes writes.
 */
final class Promotion {
  private final Server server;
  private final Supplier<Assignment> assignment;

  Promotion(Server server, Supplier<Assignment> assignment) {
    this.server = server;
    this.assignment = assignment;
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    steps.add(
        Step.named("promote postgres")
            .description("Promote the server of " + server.data().path())
            .check(step -> isPromoted() ? Check.State.DONE : Check.State.NEEDED)
            .action(this::promote));
    steps.add(
        Step.named("keep the log for the other members")
            .description(
                "Make a replication slot for every other member, so that it can follow from here")
            .action(this::makeSlots));
    steps.addAll(new SettingsSteps(server, Role.PRIMARY, assignment).steps());
    // What changes is read by standbys alone: nothing waits for it, and nothing is restarted.
    steps.add(
        Step.named("let postgres read its settings")
            .description("Let the new primary forget the settings of a standby")
            .action(step -> server.control().reload()));
    steps.addAll(new VerifySteps(server, assignment).steps(Role.PRIMARY));
    return List.copyOf(steps);
  }

  private boolean isPromoted() throws InterruptedException {
    return server.data().madeFor() == Role.PRIMARY
        && ServerState.ask(server).filter(state -> !state.inRecovery()).isPresent();
  }

  private void promote(StepContext step) throws InterruptedException {
    if (server.processes().postmaster().isEmpty()) {
      startAgain(step);
    }
    if (isInRecovery(step)) {
      step.progress("promoting");
      Command command = command();
      CommandResult result = server.programs().run(command);
      if (!result.succeeded() && !isPromoted()) {
        throw Programs.failed(command, what(), result);
      }
      awaitPromoted(step);
    }
  }

  private void awaitPromoted(StepContext step) throws InterruptedException {
    try {
      step.await(
          "the server to leave recovery",
          server.startTimeout(),
          () -> hasEnded() || Interruptible.ask(this::isPromoted));
    } catch (DeadlineException late) {
      throw new DeadlineException(
          what()
              + ": it was told to, and is not the primary after "
              + server.startTimeout().toSeconds()
              + " s (postgres.start-timeout). It is left running and may still become the primary;"
              + " running this again waits on"
              + server.control().logOfStart(),
          late);
    }
    if (hasEnded()) {
      throw new EnvironmentException(
          what()
              + " failed: it ended meanwhile. Running this again starts it and goes on"
              + server.control().logOfStart());
    }
  }

  private boolean hasEnded() {
    return server.processes().postmaster().isEmpty();
  }

  private String what() {
    return "promoting the server of " + server.data().path();
  }

  /**
   * A server that ended while it was promoted. One whose signal file is gone, but which never left
   * recovery, would go on writing on the old timeline if it were started so: it becomes a standby
   * again first.
   */
  private void startAgain(StepContext step) throws InterruptedException {
    Role madeFor = server.data().madeFor();
    if (madeFor == Role.PRIMARY && server.data().control().inRecovery()) {
      restoreSignal();
      madeFor = Role.REPLICA;
    }
    new StartSteps(server, madeFor, assignment).startStopped(step);
  }

  private void restoreSignal() {
    Path data = server.data().path();
    if (server.layout().hasStandbySignal()) {
      server.files().write(data.resolve("standby.signal"), "");
    } else if (Files.exists(data.resolve("recovery.done"))) {
      // Up to version 11 a server that is promoted renames its recovery.conf so.
      OwnedFiles.rename(data.resolve("recovery.done"), data.resolve("recovery.conf"));
    } else {
      throw new EnvironmentException(
          data
              + " is that of a standby whose promotion was interrupted, and has neither recovery.conf"
              + " nor recovery.done: put back the recovery.conf of a standby, then run this again");
    }
  }

  private boolean isInRecovery(StepContext step) throws InterruptedException {
    Optional<ServerState> state = ServerState.ask(server);
    if (state.isEmpty()) {
      step.await(
          "the server to answer",
          server.startTimeout(),
          () -> Interruptible.ask(() -> ServerState.ask(server)).isPresent());
      state = ServerState.ask(server);
    }
    return state.map(ServerState::inRecovery).orElse(true);
  }

  /** pg_ctl promote works in every version; to wait (-w) it would look every 100 ms. */
  private Command command() {
    return server
        .programs()
        .command("pg_ctl", List.of("promote", "-D", server.data().path().toString(), "-W"));
  }

  /** A member without a slot can still follow, as long as the log is there: no reason to fail. */
  private void makeSlots(StepContext step) throws InterruptedException {
    List<Member> members = assignment.get().members();
    if (members.isEmpty()) {
      return;
    }
    String names =
        members.stream()
            .map(member -> "'" + SlotName.of(member.instanceId()) + "'")
            .collect(Collectors.joining(", "));
    try {
      server
          .sql()
          .execute(
              "SELECT pg_create_physical_replication_slot(name, true) FROM unnest(ARRAY["
                  + names
                  + "]::name[]) AS name WHERE NOT EXISTS"
                  + " (SELECT FROM pg_replication_slots WHERE slot_name = name);");
    } catch (EnvironmentException refused) {
      step.note("no slots were made for the other members: " + refused.getMessage());
    }
  }
}
