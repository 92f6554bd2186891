package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.config.Secret;
import io.ec2cluster.rds.DbInstance.Endpoint;
import io.ec2cluster.rds.DrainSettings.Account;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.testing.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting connections by SQL on a real server. */
class SqlConnectionsIT {
  private static RealPostgres server;

  private final FakeTime time = new FakeTime();

  @BeforeAll
  static void startServer() throws IOException, InterruptedException, SQLException {
    server = RealPostgres.start();
    server.role("monitor", "IN ROLE pg_monitor");
    server.role("curious", "");
    server.role("app", "");
    server.role("rdsadmin", "SUPERUSER");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void clientsAreCountedAndNobodyElse() throws SQLException, InterruptedException {
    Properties replication = new Properties();
    replication.setProperty("replication", "true");
    replication.setProperty("preferQueryMode", "simple");
    // Without it the driver does not ask for replication.
    replication.setProperty("assumeMinServerVersion", "9.4");
    Properties another = new Properties();
    another.setProperty("ApplicationName", "ec2cluster-drain");
    try (Connection rds = server.connect("rdsadmin");
        Connection follower = server.connect("owner", replication);
        Connection counter = server.connect("monitor", another)) {
      assertThat(List.of(rds, follower, counter)).allMatch(SqlConnectionsIT::isOpen);
      assertThat(settledCount(0)).isZero();

      try (Connection first = server.connect("app");
          Connection second = server.connect("monitor")) {
        assertThat(List.of(first, second)).allMatch(SqlConnectionsIT::isOpen);
        assertThat(settledCount(2)).isEqualTo(2);
      }
    }
  }

  @Test
  void accountThatDoesNotSeeOthersIsRefusedInsteadOfCountingNobody() {
    assertThatThrownBy(() -> count("curious"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("GRANT pg_monitor TO curious");
  }

  @Test
  void wrongAccountIsToldAtOnce() {
    assertThatThrownBy(() -> count("nobody"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("cannot count the connections of s2 as 'nobody'")
        .hasMessageNotContaining(server.password());
    assertThat(time.pauses()).isEmpty();
  }

  @Test
  void replicaIsDeletedOnceItsReadersHaveGone(@TempDir Path folder)
      throws IOException, SQLException {
    Path secret = Files.writeString(folder.resolve("password"), server.password() + "\n");
    Connection reader = server.connect("app");
    try (RdsStage stage =
        new RdsStage(
            "{wait: {deadline: 3h}, clusters: {c: {master: {instance-id: m1}, replicas: [{id: s1}, {id: s2}], drain: {deadline: 2h, connections: {user: monitor, password: 'file:%s'}}}}}"
                .formatted(secret))) {
      stage.account().put(StandInInstance.standalone("m1", "db.t3.micro").of("postgres"));
      for (String id : List.of("s1", "s2")) {
        stage
            .account()
            .put(
                StandInInstance.replica(id, "m1", "db.t3.micro")
                    .of("postgres")
                    .at("127.0.0.1", server.port()));
      }
      stage.time().after(Duration.ofMinutes(3), () -> close(reader));

      Report report =
          stage.run(
              "create-cluster", Map.of("cluster", List.of("c"), "max-replicas", List.of("1")));

      assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
      assertThat(stage.rds().calls("DeleteDBInstance").get(0).at())
          // The server forgets a client when it gets to it: by the test's clock that is any time.
          .isGreaterThanOrEqualTo(Duration.ofMinutes(3));
      assertThat(stage.node().progress())
          .anyMatch(line -> line.matches("drain s2: s2: [12] connections 0s ago \\(by SQL.*"));
      assertThat(stage.cloudWatch().calls()).isEmpty();
    }
  }

  /** The server forgets a client a moment after it has gone: asks until it has, up to 500 times. */
  private long settledCount(long expected) throws InterruptedException {
    long found = count("monitor");
    for (int i = 0; i < 500 && found != expected; i++) {
      found = count("monitor");
    }
    return found;
  }

  private long count(String role) throws InterruptedException {
    return new SqlConnections(new Account(role, Secret.of(server.password())), time)
        .count(instance())
        .orElseThrow()
        .clients();
  }

  private static DbInstance instance() {
    return new DbInstance(
        "s2",
        "arn:s2",
        "db.t3.micro",
        Optional.empty(),
        "available",
        "postgres",
        Optional.of("m1"),
        List.of(),
        Optional.empty(),
        Optional.of(new Endpoint("127.0.0.1", server.port())),
        Map.of(),
        0,
        false);
  }

  private static boolean isOpen(Connection connection) {
    try {
      return !connection.isClosed();
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }
}
