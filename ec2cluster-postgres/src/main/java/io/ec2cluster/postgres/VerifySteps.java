package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.Interruptible;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Proves a role on the running server. */
final class VerifySteps {
  /** A commit that reaches the disk and waits for nobody else; it leaves nothing behind. */
  private static final String WRITE =
      """
      BEGIN;
      SET LOCAL synchronous_commit = local;
      SELECT pg_logical_emit_message(true, 'ec2cluster', 'writable');
      COMMIT;
      SHOW default_transaction_read_only;
      """;

  private final Server server;
  private final Supplier<Assignment> assignment;

  VerifySteps(Server server, Supplier<Assignment> assignment) {
    this.server = server;
    this.assignment = assignment;
  }

  List<Step> steps(Role role) {
    return role == Role.PRIMARY ? primary() : replica();
  }

  private List<Step> primary() {
    List<Step> steps = new ArrayList<>();
    steps.add(writes());
    if (server.settings().manage()) {
      steps.add(new ReplicationRole(server).step());
      steps.add(new RewindRights(server).step());
    }
    return List.copyOf(steps);
  }

  /** The proof that a server is a primary. */
  Step writes() {
    return Step.named("check that the primary takes writes")
        .description("Ask the server whether it is out of recovery, and commit")
        .action(this::requireWrites);
  }

  /** The proof of a replica that is asked again and again: one that follows has nothing to do. */
  List<Step> following() {
    return List.of(
        replicates().check(step -> streamsAlready()).action(this::awaitFollowing), followName());
  }

  private List<Step> replica() {
    return List.of(replicates().action(this::awaitFollowing), followName());
  }

  private Step.Builder replicates() {
    return Step.named("check that the replica follows")
        .description(
            "Wait until the server is in recovery and "
                + (plan().streams() ? "streams from the primary" : "replays"));
  }

  private Step followName() {
    return Step.named("follow the primary's name")
        .description("Let primary_conninfo name the primary's name once that is safe to resolve")
        .check(step -> followsName() ? Check.State.DONE : Check.State.NEEDED)
        .action(new NameFollower(server, assignment)::follow);
  }

  private void requireWrites(StepContext step) throws InterruptedException {
    if (write(step).contains(List.of("on"))) {
      throw new EnvironmentException(
          "the server of "
              + server.data().path()
              + " has default_transaction_read_only = on, so that clients cannot write: set it to"
              + " off, then run init again");
    }
  }

  /** Most often there is nothing to wait for, and every look takes a program. */
  private List<List<String>> write(StepContext step) throws InterruptedException {
    try {
      return server.sql().rows(WRITE);
    } catch (EnvironmentException notYet) {
      step.await(
          "the server to leave recovery",
          server.startTimeout(),
          () -> ask().filter(state -> !state.inRecovery()).isPresent());
      return server.sql().rows(WRITE);
    }
  }

  private void awaitFollowing(StepContext step) throws InterruptedException {
    step.await(
        plan().streams() ? "the replica to stream from its primary" : "the replica to replay",
        server.startTimeout(),
        () -> ask().filter(this::follows).isPresent());
    ServerState state =
        ask().orElseThrow(() -> new EnvironmentException("the server does not answer any more"));
    requireSame(state);
  }

  private Check.State streamsAlready() {
    Optional<ServerState> state = ask().filter(this::follows);
    state.ifPresent(this::requireSame);
    return state.isPresent() ? Check.State.DONE : Check.State.NEEDED;
  }

  private void requireSame(ServerState state) {
    assignment
        .get()
        .primary()
        .dataIdentity()
        .ifPresent(
            identity ->
                Ancestry.requireSame(
                    server.data().path(),
                    state.systemIdentifier(),
                    identity,
                    assignment.get().primary().address()));
  }

  private boolean follows(ServerState state) {
    return state.inRecovery()
        && state.replayed().isPresent()
        && (!plan().streams() || state.sender().isPresent());
  }

  private boolean followsName() {
    if (!plan().ownsConnection()) {
      return true;
    }
    Optional<String> name = plan().safeName(assignment.get());
    return name.isPresent() && plan().writtenHost().equals(name);
  }

  private Optional<ServerState> ask() {
    return Interruptible.ask(() -> ServerState.ask(server));
  }

  private StandbyPlan plan() {
    return new StandbyPlan(server);
  }
}
