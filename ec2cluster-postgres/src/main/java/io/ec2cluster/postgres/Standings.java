package io.ec2cluster.postgres;

import com.google.common.base.Strings;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.Position;
import io.ec2cluster.spi.Standing;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How servers stand: this node's own, running or stopped, and those of other members. */
final class Standings {
  /** A server that is frozen accepts the connection and never answers. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final List<String> TARGETS =
      List.of(
          "recovery_target",
          "recovery_target_time",
          "recovery_target_xid",
          "recovery_target_name",
          "recovery_target_lsn");

  private final Server server;

  Standings(Server server) {
    this.server = server;
  }

  /** This node's own server. */
  Standing own() throws InterruptedException {
    List<Long> processes = server.processes().all();
    if (processes.isEmpty()) {
      return stopped();
    }
    Optional<Vitals> vitals = server.sql().rowIfAnswered(Vitals.QUESTION + ";").map(Vitals::of);
    if (vitals.isEmpty()) {
      return Standing.silent(
          "processes "
              + processes
              + " of a server in "
              + server.data().path()
              + " that does not answer: it starts or stops, or is not consistent yet");
    }
    return running(vitals.get());
  }

  /** Another member's, by what its walsender tells any replica. */
  Standing of(Member member) {
    ReplicationConnection.Address address = server.address(member.host(), member.port());
    try (ReplicationConnection connection = ReplicationConnection.tryOpen(address, patience())) {
      ReplicationConnection.Identity identity = connection.identify();
      Optional<Role> role =
          connection.inRecovery().map(recovers -> recovers ? Role.REPLICA : Role.PRIMARY);
      Optional<Vitals> vitals =
          role.equals(Optional.of(Role.REPLICA)) ? tryVitals(address) : Optional.empty();
      return answered(
          role,
          identity.systemIdentifier(),
          Optional.of(identity.position().on(identity.timeline())),
          vitals.flatMap(Vitals::delay),
          vitals.flatMap(Vitals::unfit),
          member.toString());
    } catch (SQLException failure) {
      // Class 28: invalid authorization (documentation, "PostgreSQL Error Codes").
      return Strings.nullToEmpty(failure.getSQLState()).startsWith("28")
          ? Standing.denied(
              member
                  + " does not let this node in ("
                  + failure.getMessage()
                  + "): expected the same postgres.password-file on every node, and replication-from"
                  + " with this node's address")
          : Standing.silent(member + " does not answer as a server: " + failure.getMessage());
    } catch (EnvironmentException failure) {
      return Standing.silent(member + " does not answer as a server: " + failure.getMessage());
    }
  }

  private Standing running(Vitals vitals) {
    // SQL learns of a standby's new timeline at its next restart point; its walsender knows it.
    Optional<Position> position =
        (vitals.inRecovery() ? identifySelf(vitals) : Optional.<Position>empty())
            .or(() -> vitals.position().map(lsn -> lsn.on(vitals.timeline())));
    return answered(
        Optional.of(vitals.inRecovery() ? Role.REPLICA : Role.PRIMARY),
        vitals.systemIdentifier(),
        position,
        vitals.delay(),
        vitals.unfit().or(this::recoveryConfTarget),
        "the server of " + server.data().path());
  }

  private Optional<Position> identifySelf(Vitals vitals) {
    ReplicationConnection.Address self =
        server.address(server.serverSettings().ownHost(), server.layout().port());
    try (ReplicationConnection connection = ReplicationConnection.tryOpen(self, patience())) {
      ReplicationConnection.Identity identity = connection.identify();
      return Optional.of(identity)
          .filter(found -> found.systemIdentifier().equals(vitals.systemIdentifier()))
          .map(found -> found.position().on(found.timeline()));
    } catch (SQLException | EnvironmentException refused) {
      // The replication user may not be let in from here: what SQL knows has to do.
      return Optional.empty();
    }
  }

  /** Up to version 11 the target stands in recovery.conf, which pg_settings does not show. */
  private Optional<String> recoveryConfTarget() {
    if (server.layout().hasStandbySignal() || server.data().madeFor() == Role.PRIMARY) {
      return Optional.empty();
    }
    Map<String, String> values =
        ConfFile.values(OwnedFiles.read(server.data().path().resolve("recovery.conf")));
    return TARGETS.stream()
        .filter(values::containsKey)
        .findFirst()
        .map(name -> "its recovery ends at a target: remove " + name + " from recovery.conf");
  }

  /** A line of pg_hba.conf may be missing: then it is not known. */
  private Optional<Vitals> tryVitals(ReplicationConnection.Address address) {
    try (ServerConnection connection = ServerConnection.tryOpen(address, patience())) {
      return Optional.of(Vitals.of(connection.tryRow(Vitals.QUESTION)));
    } catch (SQLException | EnvironmentException unknown) {
      return Optional.empty();
    }
  }

  private Standing stopped() throws InterruptedException {
    if (server.data().isEmpty()) {
      return Standing.silent("no server runs in " + server.data().path() + ", which is empty");
    }
    ControlFile control = server.data().control();
    Role role = server.data().madeFor();
    return answered(
        Optional.of(role),
        control.systemIdentifier(),
        end(control, role),
        Optional.empty(),
        Optional.empty(),
        "the server of " + server.data().path() + ", stopped ('" + control.state() + "'),");
  }

  /**
   * The end of a stopped server's data. The last record of a primary that stopped in order is its
   * shutdown checkpoint, which begins at the position in the control file; every change lies before
   * it. Positions of standbys are ends of records or of pages: one that has received the record is
   * past its beginning, one that has received everything but it is exactly there. Hence the first
   * byte of the record belongs to the end. Of a primary that crashed the end is not known.
   */
  private static Optional<Position> end(ControlFile control, Role role) {
    if (role == Role.REPLICA) {
      return Optional.of(control.knownEnd().on(control.knownTimeline()));
    }
    return control.cleanlyStopped()
        ? Optional.of(control.checkpoint().next().on(control.timeline()))
        : Optional.empty();
  }

  private Duration patience() {
    Duration configured = server.settings().connectTimeout();
    return configured.compareTo(PATIENCE) < 0 ? configured : PATIENCE;
  }

  private static Standing answered(
      Optional<Role> role,
      String identity,
      Optional<Position> position,
      Optional<Duration> delay,
      Optional<String> unfit,
      String who) {
    return new Standing(
        Standing.Answer.YES,
        role,
        Optional.of(identity),
        position,
        delay,
        unfit,
        who
            + role.map(known -> " is a " + known.label()).orElse(" does not tell its role")
            + position.map(at -> " at " + at.text()).orElse(", its position not known")
            + unfit.map(why -> "; " + why).orElse(""));
  }
}
