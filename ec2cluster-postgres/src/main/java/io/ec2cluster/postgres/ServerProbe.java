package io.ec2cluster.postgres;

import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Probe;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at the server without changing anything. */
final class ServerProbe {
  private final Server server;

  ServerProbe(Server server) {
    this.server = server;
  }

  Probe probe() throws InterruptedException {
    List<Long> processes = server.processes().all();
    if (processes.isEmpty()) {
      return Probe.of(Probe.Running.NO, "no server runs in " + server.layout().dataDirectory());
    }
    Optional<ServerState> state = ServerState.ask(server);
    OptionalLong pid =
        server.processes().postmaster().stream().mapToLong(PostmasterFile::pid).findFirst();
    if (state.isEmpty()) {
      return new Probe(
          Probe.Running.UNKNOWN,
          Optional.empty(),
          Optional.empty(),
          pid,
          OptionalLong.empty(),
          "processes " + processes + " of a server that does not answer: it starts or stops");
    }
    return answered(state.get(), pid);
  }

  private Probe answered(ServerState state, OptionalLong pid) {
    OptionalLong lag = lag(state);
    Role role = state.inRecovery() ? Role.REPLICA : Role.PRIMARY;
    String following =
        state.inRecovery()
            ? state
                .sender()
                .map(sender -> ", streams from " + sender.host() + ":" + sender.port())
                .orElse(", does not stream")
            : "";
    return new Probe(
        Probe.Running.YES,
        Optional.of(role),
        Optional.of(state.systemIdentifier()),
        pid,
        lag,
        "PostgreSQL "
            + server.layout().version()
            + " runs as "
            + role.label()
            + following
            + (lag.isPresent() ? ", " + lag.getAsLong() + " bytes behind" : ""));
  }

  /**
   * Why readers should not be sent here: what they see is what was replayed, so that is compared
   * with what the primary has. A replica that only reads an archive has no primary to ask: it is
   * fit while it replays.
   */
  Optional<String> unfitForReaders() throws InterruptedException {
    Optional<ServerState> state = ServerState.ask(server);
    if (state.isEmpty()) {
      return Optional.of("the server does not answer");
    }
    if (!state.get().inRecovery()) {
      return Optional.of("the server is not a replica");
    }
    boolean streams = new StandbyPlan(server).streams();
    if (!streams) {
      return state.get().replayed().isPresent()
          ? Optional.empty()
          : Optional.of("the server has not replayed anything yet");
    }
    if (state.get().sender().isEmpty()) {
      return Optional.of("the server does not stream from its primary");
    }
    OptionalLong lag = lag(state.get());
    if (lag.isEmpty()) {
      return Optional.of("its lag is not known: the primary could not be asked for its position");
    }
    long most = server.settings().maxLag().bytes();
    return lag.getAsLong() > most
        ? Optional.of(
            "it is "
                + lag.getAsLong()
                + " bytes behind its primary, more than postgres.max-lag, "
                + server.settings().maxLag())
        : Optional.empty();
  }

  private OptionalLong lag(ServerState state) {
    if (state.sender().isEmpty() || state.replayed().isEmpty()) {
      return OptionalLong.empty();
    }
    ServerState.Sender sender = state.sender().get();
    try (ReplicationConnection primary =
        server.tryOpen(server.address(sender.host(), sender.port()))) {
      return OptionalLong.of(primary.identify().position().bytesAheadOf(state.replayed().get()));
    } catch (SQLException unreachable) {
      // Not known is an answer here: whoever needs the lag says so.
      return OptionalLong.empty();
    }
  }
}
