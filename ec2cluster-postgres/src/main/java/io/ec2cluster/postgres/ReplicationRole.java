package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.config.Secret;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PasswordUtil;

/**
 * The role as which replicas connect. Whether it is right is asked the way a replica will: by
 * connecting to this node's own address. Its password goes to the server as a SCRAM verifier, so
 * that no log can hold it.
 */
final class ReplicationRole {
  private static final String WRONG_PASSWORD = "28P01";

  private final Server server;

  ReplicationRole(Server server) {
    this.server = server;
  }

  Step step() {
    return Step.named("let replicas in")
        .description(
            "Make the role '"
                + server.settings().replicationUser()
                + "' with LOGIN and REPLICATION, and try it")
        .check(step -> refusal().isEmpty() ? Check.State.DONE : Check.State.NEEDED)
        .action(this::ensure);
  }

  private void ensure(StepContext step) throws InterruptedException {
    if (server.auth().hbaLines().isEmpty()) {
      step.note(
          "replicas cannot connect as '"
              + server.settings().replicationUser()
              + "' ("
              + refusal().map(SQLException::getMessage).orElse("")
              + "), and there is no password to give it: set postgres.password-file or"
              + " postgres.replication-auth, then run init again");
      return;
    }
    server.sql().execute(statement());
    Optional<SQLException> refusal = refusal();
    if (refusal.isPresent()) {
      report(refusal.get(), step);
    }
  }

  private void report(SQLException refusal, StepContext step) {
    String message =
        "the replication user '"
            + server.settings().replicationUser()
            + "' cannot connect to "
            + address()
            + ": "
            + refusal.getMessage();
    if (WRONG_PASSWORD.equals(refusal.getSQLState())) {
      throw new EnvironmentException(
          message + ". Its password was just set: another server may answer at that address",
          refusal);
    }
    step.note(message + ". Replicas will not be able to either, unless they come from elsewhere");
  }

  /** Why a replica would be refused now. */
  private Optional<SQLException> refusal() throws InterruptedException {
    try (ReplicationConnection connection = server.tryOpen(address())) {
      requireOwn(connection.identify());
      return Optional.empty();
    } catch (SQLException failure) {
      return Optional.of(failure);
    }
  }

  private void requireOwn(ReplicationConnection.Identity answering) throws InterruptedException {
    String own = ServerState.ask(server).map(ServerState::systemIdentifier).orElse("unknown");
    if (!answering.systemIdentifier().equals(own)) {
      throw new EnvironmentException(
          "another server answers at "
              + address()
              + ": its system identifier is "
              + answering.systemIdentifier()
              + ", that of "
              + server.data().path()
              + " is "
              + own
              + ". Stop it, or choose another postgres.port");
    }
  }

  private ReplicationConnection.Address address() {
    return server.address(server.serverSettings().ownHost(), server.layout().port());
  }

  /** CREATE ROLE has no IF NOT EXISTS; roles of the same name keep what else they have. */
  private String statement() {
    String role = identifier(server.settings().replicationUser());
    String name = literal(server.settings().replicationUser());
    String password =
        server
            .auth()
            .password()
            .map(Secret::reveal)
            .map(text -> " PASSWORD " + literal(PasswordUtil.encodeScramSha256(text.toCharArray())))
            .orElse("");
    return "SELECT 'CREATE ROLE ' || quote_ident("
        + name
        + ") WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = "
        + name
        + ") \\gexec\n"
        + "ALTER ROLE "
        + role
        + " LOGIN REPLICATION"
        + password
        + ";";
  }

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** standard_conforming_strings may be off: a backslash needs the E form to mean itself. */
  static String literal(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
