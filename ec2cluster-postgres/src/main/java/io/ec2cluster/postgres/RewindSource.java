package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.StepContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The primary as pg_rewind needs it. */
final class RewindSource {
  private static final String QUESTION =
      "SELECT "
          + RewindRights.condition("current_user")
          + ", current_setting('full_page_writes') = 'on',"
          + " (SELECT timeline_id FROM pg_control_checkpoint()) >="
          + " ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int";

  private final Server server;
  private final PrimaryLocation primary;

  RewindSource(Server server, PrimaryLocation primary) {
    this.server = server;
    this.primary = primary;
  }

  /**
   * Waits until the primary can be read from: up to version 15 pg_rewind takes its timeline from
   * the last checkpoint, and would find nothing to do before the first one on the new timeline
   * (documentation, pg_rewind, "Notes").
   *
   * @return why it cannot
   */
  Optional<String> awaitReady(StepContext step) throws InterruptedException {
    try (ServerConnection connection = open(server.settings().connectTimeout())) {
      List<String> row = connection.row(QUESTION);
      if (!isTrue(row.get(0))) {
        return Optional.of(missingRights("lacks the right to read files"));
      }
      if (!isTrue(row.get(1))) {
        return Optional.of("the primary has full_page_writes = off");
      }
      if (!isTrue(row.get(2))) {
        requestCheckpoint(step);
        step.await(
            "the primary's first checkpoint on its new timeline",
            server.startTimeout(),
            () -> isTrue(connection.row(QUESTION).get(2)));
      }
      return Optional.empty();
    } catch (SQLException refused) {
      String state = String.valueOf(refused.getSQLState());
      if (state.startsWith("28")) {
        return Optional.of(missingRights("may not connect to database postgres"));
      }
      throw new EnvironmentException(
          "the primary at "
              + primary.address()
              + ":"
              + primary.port()
              + " cannot be asked: "
              + refused.getMessage(),
          refused);
    }
  }

  /** From 15 on our role may; before that the primary's own comes in time. */
  private void requestCheckpoint(StepContext step) {
    try (ServerConnection patient = open(server.startTimeout())) {
      patient.run("CHECKPOINT");
    } catch (SQLException notAllowed) {
      step.progress("the primary's own checkpoint is waited for: " + notAllowed.getMessage());
    }
  }

  private ServerConnection open(Duration timeout) throws SQLException {
    return ServerConnection.tryOpen(server.address(primary.address(), primary.port()), timeout);
  }

  private String missingRights(String what) {
    return "the replication user '"
        + server.settings().replicationUser()
        + "' "
        + what
        + " on the primary: run init there, which gives it what pg_rewind needs, or, where"
        + " postgres.manage is false, "
        + String.join(" ", new RewindRights(server).statements())
        + " and a line for database postgres in pg_hba.conf";
  }

  private static boolean isTrue(String value) {
    return value.equals("t");
  }
}
