package io.ec2cluster.rds;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.rds.DbInstance.Endpoint;
import io.ec2cluster.rds.DrainSettings.Account;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Counts the clients of a PostgreSQL server by its own view of them. Not counted are replication,
 * the server's own processes, RDS's {@code rdsadmin} and those who count.
 *
 * @param account who asks
 * @param time pauses between attempts
 */
record SqlConnections(Account account, Time time) implements ConnectionCounter {
  private static final String APPLICATION = "ec2cluster-drain";

  /** The database that every instance has. */
  private static final String DATABASE = "postgres";

  /**
   * Who may not read all statistics sees others' rows with an empty backend_type (PostgreSQL
   * manual, "The Cumulative Statistics System"): nobody would be counted. Hence the first column.
   */
  private static final String QUESTION =
      """
      SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
             (SELECT count(*) FROM pg_stat_activity
               WHERE backend_type = 'client backend' AND usename IS DISTINCT FROM 'rdsadmin'
                 AND NOT (usename = current_user AND application_name = '%s'))
      """
          .formatted(APPLICATION);

  private static final int ATTEMPTS = 3;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);
  private static final String PATIENCE = "10";

  /**
   * Classes of SQL states that trying again does not mend: authorization, no such database, no
   * right.
   */
  private static final Set<String> LASTING = Set.of("28", "3D", "42");

  @Override
  public Optional<Count> count(DbInstance instance) throws InterruptedException {
    Endpoint endpoint = instance.endpoint().orElseThrow();
    for (int attempt = 1; ; attempt++) {
      try {
        return Optional.of(new Count(clients(endpoint, instance), time.now()));
      } catch (SQLException failure) {
        if (attempt >= ATTEMPTS || isLasting(failure)) {
          throw unreachable(instance, endpoint, failure);
        }
      }
      time.sleep(BETWEEN_ATTEMPTS);
    }
  }

  @Override
  public String words(DbInstance instance) {
    return "by SQL as '%s'%s"
        .formatted(
            account.user(),
            instance.endpoint().map(at -> " at " + at.host() + ":" + at.port()).orElse(""));
  }

  private long clients(Endpoint endpoint, DbInstance instance) throws SQLException {
    try (Connection connection = connect(endpoint);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUESTION)) {
      if (!row.next()) {
        throw new SQLException("no row");
      }
      if (!row.getBoolean(1)) {
        throw new EnvironmentException(
            "'%s' may not see who is connected to %s. Allow it on the master: GRANT pg_monitor TO %s; %s"
                .formatted(account.user(), instance.id(), account.user(), otherWay(instance)));
      }
      return row.getLong(2);
    }
  }

  private Connection connect(Endpoint endpoint) throws SQLException {
    Properties properties = new Properties();
    PGProperty.PG_HOST.set(properties, endpoint.host());
    PGProperty.PG_PORT.set(properties, endpoint.port());
    PGProperty.PG_DBNAME.set(properties, DATABASE);
    PGProperty.USER.set(properties, account.user());
    PGProperty.PASSWORD.set(properties, account.password().reveal());
    PGProperty.CONNECT_TIMEOUT.set(properties, PATIENCE);
    PGProperty.LOGIN_TIMEOUT.set(properties, PATIENCE);
    PGProperty.SOCKET_TIMEOUT.set(properties, PATIENCE);
    PGProperty.APPLICATION_NAME.set(properties, APPLICATION);
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "10");
    Connection connection = new Driver().connect("jdbc:postgresql://", properties);
    if (connection == null) {
      throw new SQLException("the driver did not take its own URL");
    }
    return connection;
  }

  private static boolean isLasting(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && state.length() > 2 && LASTING.contains(state.substring(0, 2));
  }

  private EnvironmentException unreachable(
      DbInstance instance, Endpoint endpoint, SQLException failure) {
    return new EnvironmentException(
        "cannot count the connections of %s as '%s' at %s:%d: %s. Check the account of drain.connections, and that this machine may connect there (security group); %s"
            .formatted(
                instance.id(),
                account.user(),
                endpoint.host(),
                endpoint.port(),
                failure.getMessage(),
                otherWay(instance)),
        failure);
  }

  private static String otherWay(DbInstance instance) {
    return "without drain.connections CloudWatch counts. %s was not deleted, and the same command again goes on"
        .formatted(instance.id());
  }
}
