package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.StepContext;
import java.sql.SQLException;
import java.time.Duration;

/** A replica's way to its primary. */
final class PrimaryLink {
  private static final String CONNECTION_CLASS = "08";
  private static final String CANNOT_CONNECT_NOW = "57P03";
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Server server;

  PrimaryLink(Server server) {
    this.server = server;
  }

  /**
   * Connects to a primary, trying again while it does not answer or still starts.
   *
   * @throws EnvironmentException if it does not answer in time, or refuses
   */
  ReplicationConnection open(PrimaryLocation primary, StepContext step)
      throws InterruptedException {
    ReplicationConnection.Address address = server.address(primary.address(), primary.port());
    long deadline = step.time().nanos() + server.settings().connectTimeout().toNanos();
    while (true) {
      try {
        return server.tryOpen(address);
      } catch (SQLException failure) {
        if (!isTransient(failure) || step.time().nanos() - deadline >= 0) {
          throw explained(primary, address, failure);
        }
        step.progress("the primary at " + address + " does not answer yet");
        step.time().sleep(PAUSE);
      }
    }
  }

  private static boolean isTransient(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith(CONNECTION_CLASS) || state.equals(CANNOT_CONNECT_NOW);
  }

  private EnvironmentException explained(
      PrimaryLocation primary, ReplicationConnection.Address address, SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    String advice =
        switch (state) {
          case "28P01" ->
              "the password is wrong or missing: postgres.password-file must hold the same on every"
                  + " node, and the role '"
                  + address.user()
                  + "' of the primary that password";
          case "28000" ->
              "the primary's pg_hba.conf or its roles do not let '"
                  + address.user()
                  + "' replicate from here: see postgres.replication-user, postgres.replication-from"
                  + " and postgres.manage";
          default ->
              "check that the primary runs and that its port is open to this node (security group,"
                  + " listen-addresses)";
        };
    return new EnvironmentException(
        "cannot connect to the primary "
            + primary.instanceId()
            + " at "
            + address
            + " for replication as '"
            + address.user()
            + "': "
            + failure.getMessage()
            + " (SQL state "
            + state
            + "); "
            + advice,
        failure);
  }
}
