package io.ec2cluster.postgres;

import com.google.common.collect.ImmutableList;
import io.ec2cluster.EnvironmentException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * An ordinary connection to the database {@code postgres} of any member, as the replication user:
 * for what a replication connection cannot tell. Not thread-safe.
 */
final class ServerConnection implements AutoCloseable {
  /** The database that every server has, and that the lines of pg_hba.conf name. */
  static final String DATABASE = "postgres";

  private final Connection connection;
  private final ReplicationConnection.Address address;

  private ServerConnection(Connection connection, ReplicationConnection.Address address) {
    this.connection = connection;
    this.address = address;
  }

  /** Connects once; the {@link SQLException} tells by its state why it could not. */
  static ServerConnection tryOpen(ReplicationConnection.Address address, Duration timeout)
      throws SQLException {
    return new ServerConnection(connect(properties(address, timeout, DATABASE)), address);
  }

  /** The first row of the answer, its columns as text (empty for NULL). */
  List<String> row(String sql) {
    try {
      return tryRow(sql);
    } catch (SQLException failure) {
      throw new EnvironmentException(
          "the server at "
              + address
              + " refused a question of '"
              + address.user()
              + "': "
              + failure.getMessage(),
          failure);
    }
  }

  /** The same; the exception tells why there is no answer. */
  List<String> tryRow(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      if (!result.next()) {
        throw new SQLException("no row");
      }
      ImmutableList.Builder<String> row = ImmutableList.builder();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        row.add(Optional.ofNullable(result.getString(i)).orElse(""));
      }
      return row.build();
    }
  }

  /** Runs a statement. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw new EnvironmentException("closing the connection to " + address + " failed", failure);
    }
  }

  /** What the driver needs; every wait is bounded by the time-out, the whole of the login too. */
  static Properties properties(
      ReplicationConnection.Address address, Duration timeout, String database) {
    Properties properties = new Properties();
    String seconds = String.valueOf(Math.max(1, timeout.toSeconds()));
    PGProperty.PG_HOST.set(properties, address.host());
    PGProperty.PG_PORT.set(properties, address.port());
    PGProperty.PG_DBNAME.set(properties, database);
    PGProperty.USER.set(properties, address.user());
    address.password().ifPresent(secret -> PGProperty.PASSWORD.set(properties, secret.reveal()));
    address.sslmode().ifPresent(mode -> PGProperty.SSL_MODE.set(properties, mode));
    PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
    PGProperty.LOGIN_TIMEOUT.set(properties, seconds);
    PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
    PGProperty.APPLICATION_NAME.set(properties, "ec2cluster");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "11");
    return properties;
  }

  static Connection connect(Properties properties) throws SQLException {
    Connection connection = new Driver().connect("jdbc:postgresql://", properties);
    if (connection == null) {
      throw new SQLException("the driver did not take its own URL");
    }
    return connection;
  }
}
