package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.Secret;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * A connection in physical replication mode, which a replica has anyway: it tells the identity, the
 * timeline and the position of a server and manages slots (documentation, "Streaming Replication
 * Protocol"). Not thread-safe.
 */
final class ReplicationConnection implements AutoCloseable {
  private static final String DUPLICATE_OBJECT = "42710";
  private static final String UNDEFINED_OBJECT = "42704";
  private static final String OBJECT_IN_USE = "55006";

  private final Connection connection;
  private final Address address;

  private ReplicationConnection(Connection connection, Address address) {
    this.connection = connection;
    this.address = address;
  }

  /**
   * A server and as whom to connect.
   *
   * @param host host name or address
   * @param port port
   * @param user role with the right to replicate
   * @param password its password, where it has one
   * @param sslmode libpq's sslmode
   */
  record Address(
      String host, int port, String user, Optional<Secret> password, Optional<String> sslmode) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * Who a server is.
   *
   * @param systemIdentifier the identity of its data
   * @param timeline its timeline
   * @param position up to where its log is on the disk; of a standby what it has received or
   *     replayed, whichever is more (source, {@code GetStandbyFlushRecPtr})
   */
  record Identity(String systemIdentifier, int timeline, Lsn position) {}

  /** Connects once; the {@link SQLException} tells by its state why it could not. */
  static ReplicationConnection tryOpen(Address address, Duration timeout) throws SQLException {
    Properties properties = ServerConnection.properties(address, timeout, "replication");
    // "true" is physical replication: no database, the simple protocol, nothing asked at the start.
    PGProperty.REPLICATION.set(properties, "true");
    return new ReplicationConnection(ServerConnection.connect(properties), address);
  }

  Identity identify() {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("IDENTIFY_SYSTEM")) {
      result.next();
      return new Identity(
          text(result, "systemid"), result.getInt("timeline"), Lsn.parse(text(result, "xlogpos")));
    } catch (SQLException failure) {
      throw refused("telling who it is", failure);
    }
  }

  /**
   * Whether it is in recovery; empty where that cannot be told. From 14 on {@code in_hot_standby}
   * tells it. Before, a transaction is read-only in recovery, whatever its default is.
   */
  Optional<Boolean> inRecovery() {
    return setting("in_hot_standby")
        .or(
            () ->
                setting("transaction_read_only")
                    .filter(
                        readOnly ->
                            !isOn(readOnly)
                                || !isOn(setting("default_transaction_read_only").orElse("on"))))
        .map(ReplicationConnection::isOn);
  }

  private static boolean isOn(String value) {
    return value.equals("on");
  }

  /** A setting of that server; empty if its version has none of that name. */
  Optional<String> setting(String name) {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SHOW " + name)) {
      result.next();
      return Optional.ofNullable(result.getString(1));
    } catch (SQLException failure) {
      if (UNDEFINED_OBJECT.equals(failure.getSQLState())) {
        return Optional.empty();
      }
      throw refused("the setting " + name, failure);
    }
  }

  /** The history of a timeline of that server. */
  TimelineHistory history(int timeline) {
    if (timeline == 1) {
      return TimelineHistory.none(1);
    }
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      result.next();
      return TimelineHistory.parse(timeline, text(result, "content"));
    } catch (SQLException failure) {
      throw refused("the history of timeline " + timeline, failure);
    }
  }

  /**
   * Makes a slot that keeps the log from now on.
   *
   * @return whether it is new; false if it was there
   */
  boolean createSlot(String name) {
    requireSlotName(name);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE_REPLICATION_SLOT " + name + " PHYSICAL RESERVE_WAL");
      return true;
    } catch (SQLException failure) {
      if (DUPLICATE_OBJECT.equals(failure.getSQLState())) {
        return false;
      }
      throw refused("the replication slot " + name, failure);
    }
  }

  /** Removes a slot, if it is there; an error if somebody is connected to it. */
  void dropSlot(String name) {
    tryDropSlot(name)
        .ifPresent(
            failure -> {
              throw refused("removing the replication slot " + name, failure);
            });
  }

  /**
   * Removes a slot, if it is there and nobody is connected to it.
   *
   * @return whether it is gone
   */
  boolean dropUnusedSlot(String name) {
    Optional<SQLException> failure = tryDropSlot(name);
    if (failure.isPresent() && !OBJECT_IN_USE.equals(failure.get().getSQLState())) {
      throw refused("removing the replication slot " + name, failure.get());
    }
    return failure.isEmpty();
  }

  private Optional<SQLException> tryDropSlot(String name) {
    requireSlotName(name);
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP_REPLICATION_SLOT " + name);
      return Optional.empty();
    } catch (SQLException failure) {
      return UNDEFINED_OBJECT.equals(failure.getSQLState())
          ? Optional.empty()
          : Optional.of(failure);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw refused("closing the connection", failure);
    }
  }

  private static void requireSlotName(String name) {
    if (!SlotName.isValid(name)) {
      throw new UsageException(
          "'"
              + name
              + "' is no name of a replication slot: expected 1 to 63 lower-case letters, digits"
              + " and underscores; correct primary_slot_name in the recovery template");
    }
  }

  private static String text(ResultSet result, String column) throws SQLException {
    String text = result.getString(column);
    if (text == null) {
      throw new SQLException("no " + column + " in the answer");
    }
    return text;
  }

  private EnvironmentException refused(String what, SQLException failure) {
    return new EnvironmentException(
        "the server at " + address + " refused " + what + ": " + failure.getMessage(), failure);
  }
}
