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
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * A connection in physical replication mode, which a replica has anyway: it tells the identity, the
 * timeline and the position of a server and manages slots (documentation, "Streaming Replication
 * Protocol"). Not thread-safe.
 */
final class ReplicationConnection implements AutoCloseable {
  private static final String DUPLICATE_OBJECT = "42710";
  private static final String UNDEFINED_OBJECT = "42704";

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
   * @param position up to where its log is written (a standby: replayed)
   */
  record Identity(String systemIdentifier, int timeline, Lsn position) {}

  /** Connects once; the {@link SQLException} tells by its state why it could not. */
  static ReplicationConnection tryOpen(Address address, Duration timeout) throws SQLException {
    Properties properties = new Properties();
    String seconds = String.valueOf(Math.max(1, timeout.toSeconds()));
    PGProperty.PG_HOST.set(properties, address.host());
    PGProperty.PG_PORT.set(properties, address.port());
    PGProperty.PG_DBNAME.set(properties, "replication");
    PGProperty.USER.set(properties, address.user());
    address.password().ifPresent(secret -> PGProperty.PASSWORD.set(properties, secret.reveal()));
    address.sslmode().ifPresent(mode -> PGProperty.SSL_MODE.set(properties, mode));
    PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
    PGProperty.LOGIN_TIMEOUT.set(properties, seconds);
    PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
    PGProperty.APPLICATION_NAME.set(properties, "ec2cluster");
    // "true" is physical replication: no database, the simple protocol, nothing asked at the start.
    PGProperty.REPLICATION.set(properties, "true");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "11");
    Connection connection = new Driver().connect("jdbc:postgresql://", properties);
    if (connection == null) {
      throw new SQLException("the driver did not take its own URL");
    }
    return new ReplicationConnection(connection, address);
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

  /** Removes a slot, if it is there. */
  void dropSlot(String name) {
    requireSlotName(name);
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP_REPLICATION_SLOT " + name);
    } catch (SQLException failure) {
      if (!UNDEFINED_OBJECT.equals(failure.getSQLState())) {
        throw refused("removing the replication slot " + name, failure);
      }
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
