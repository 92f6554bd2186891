package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.rds.standin.Durations;
import io.ec2cluster.rds.standin.RdsStandIn;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real HAProxy before real servers that stand for a master and two replicas; a deleted replica's
 * server is stopped in the very moment in which RDS is asked to delete it.
 */
class HaproxyDrainIT {
  private static final String CLASS = "db.t3.micro";
  private static final int ENOUGH = 100;

  private final int door = LoopbackPorts.free();

  @Test
  void readersUnderLoadSeeNoFailureWhileAReplicaIsDrainedAndDeleted(@TempDir Path folder)
      throws IOException, InterruptedException, SQLException {
    try (Servers servers = new Servers();
        RdsStandIn rds = rds(servers);
        RdsNode node = node(rds, folder, servers)) {
      node.run("haproxy", Map.of("cluster", List.of("c")));
      try (RealHaproxy haproxy = RealHaproxy.start(folder, folder.resolve("c.cfg"));
          ReaderLoad load = ReaderLoad.start(this::connect)) {
        awaitAnswers(load, servers.first.port(), ENOUGH, folder);
        awaitAnswers(load, servers.second.port(), ENOUGH, folder);
        long before = load.failures().size();

        Report report = shrink(node);

        awaitAnswers(
            load, servers.first.port(), load.answers(servers.first.port()) + ENOUGH, folder);
        assertThat(report.message()).as("%s", node.progress()).startsWith("done");
        assertThat(rds.account().deleted()).containsExactly("s2");
        assertThat(load.failures().stream().skip(before)).isEmpty();
        assertThat(haproxy).isNotNull();
      }
    }
  }

  @Test
  void withoutDrainingALongReaderIsCutOff(@TempDir Path folder)
      throws IOException, InterruptedException, SQLException {
    try (Servers servers = new Servers();
        RdsStandIn rds = rds(servers);
        RdsNode node = node(rds, folder, "")) {
      node.run("haproxy", Map.of("cluster", List.of("c")));
      try (RealHaproxy haproxy = RealHaproxy.start(folder, folder.resolve("c.cfg"));
          Connection reader = connectTo(servers.second.port())) {
        Report report = shrink(node);

        assertThat(report.message()).startsWith("done");
        assertThatThrownBy(() -> ReaderLoad.port(reader)).isInstanceOf(SQLException.class);
        assertThat(haproxy).isNotNull();
      }
    }
  }

  private static Report shrink(RdsNode node) {
    return node.run(
        "create-cluster", Map.of("cluster", List.of("c"), "max-replicas", List.of("1")));
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "owner");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + door + "/postgres", properties);
  }

  private Connection connectTo(int port) throws InterruptedException {
    for (int attempt = 0; attempt < 200; attempt++) {
      try {
        Connection connection = connect();
        if (ReaderLoad.port(connection) == port) {
          return connection;
        }
        connection.close();
      } catch (SQLException notYet) {
        Time.system().sleep(Duration.ofMillis(50));
      }
    }
    throw new AssertionError("HAProxy never led to " + port);
  }

  private static void awaitAnswers(ReaderLoad load, int port, long count, Path folder)
      throws InterruptedException, IOException {
    await(
        () -> load.answers(port) >= count,
        "%s; %s"
            .formatted(load.failures().stream().limit(3).toList(), folder.resolve("haproxy.log")));
  }

  private static void await(BooleanSupplier condition, String otherwise)
      throws InterruptedException {
    for (int looks = 0; looks < 400; looks++) {
      if (condition.getAsBoolean()) {
        return;
      }
      Time.system().sleep(Duration.ofMillis(50));
    }
    throw new AssertionError("waited 20 s: " + otherwise);
  }

  private RdsNode node(RdsStandIn rds, Path folder, Servers servers) throws IOException {
    Path secret = Files.writeString(folder.resolve("password"), servers.first.password() + "\n");
    return node(
        rds,
        folder,
        ", drain: {deadline: 20m, connections: {user: monitor, password: 'file:%s'}}"
            .formatted(secret));
  }

  private RdsNode node(RdsStandIn rds, Path folder, String drain) throws IOException {
    String haproxy =
        "{file: %s, bind: '127.0.0.1:%d', main: %s, settle: 20s, check-interval: 500ms, reload: ['%s']}"
            .formatted(
                folder.resolve("c.cfg"),
                door,
                RealHaproxy.main(folder),
                String.join("', '", RealHaproxy.reload(folder)));
    return new RdsNode(
        "{clusters: {c: {master: {instance-id: m1}, replicas: [{id: s1}, {id: s2}], haproxy: %s%s}}}"
            .formatted(haproxy, drain),
        Map.of(
            "AWS_ENDPOINT_URL_RDS",
            rds.endpoint().toString(),
            "AWS_REGION",
            "eu-west-1",
            "AWS_ACCESS_KEY_ID",
            "testing",
            "AWS_SECRET_ACCESS_KEY",
            "testing"),
        new PacedTime(time),
        1);
  }

  private final FakeTime time = new FakeTime();

  private RdsStandIn rds(Servers servers) {
    RdsStandIn rds =
        RdsStandIn.start(
            time,
            new Durations(
                Duration.ofMinutes(1),
                Map.of(),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30)));
    rds.account()
        .put(place(StandInInstance.standalone("m1", CLASS), servers.master))
        .put(place(StandInInstance.replica("s1", "m1", CLASS), servers.first))
        .put(place(StandInInstance.replica("s2", "m1", CLASS), servers.second))
        .onDeletion(id -> servers.second.stop());
    return rds;
  }

  private static StandInInstance place(StandInInstance instance, RealPostgres server) {
    return instance.of("postgres").at("127.0.0.1", server.port());
  }

  /** A master and two replicas. */
  private static final class Servers implements AutoCloseable {
    private final RealPostgres master = RealPostgres.start();
    private final RealPostgres first = RealPostgres.start();
    private final RealPostgres second = RealPostgres.start();

    Servers() throws IOException, InterruptedException, SQLException {
      for (RealPostgres server : List.of(first, second)) {
        server.role("monitor", "IN ROLE pg_monitor");
      }
    }

    @Override
    public void close() {
      List.of(master, first, second).forEach(RealPostgres::close);
    }
  }
}
