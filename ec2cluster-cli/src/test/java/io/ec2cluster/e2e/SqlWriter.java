package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Inserts numbered rows into the table {@code written} without a break, by whatever server it is
 * told, and remembers each row that a server acknowledged. What fails is tried with the next
 * number, over a new connection. Closing it stops it.
 */
final class SqlWriter implements AutoCloseable {
  /** The table that it writes to, and the role as which it does. */
  static final String PREPARATION =
      "CREATE TABLE written (writer text, id bigint);"
          + " CREATE ROLE writer LOGIN PASSWORD 'writer'; GRANT INSERT ON written TO writer";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 20;

  private final String name;
  private final Supplier<Optional<String>> address;
  private final String port;
  private final Properties properties = new Properties();
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private long next;
  private volatile String lastFailure = "none";

  /**
   * A row that a server acknowledged.
   *
   * @param address the server's
   * @param begun when it was sent, by {@link System#nanoTime}
   * @param ended when it was acknowledged
   */
  record Acknowledged(long id, String address, long begun, long ended) {}

  SqlWriter(String name, Supplier<Optional<String>> address, int port) {
    this.name = name;
    this.address = address;
    this.port = Integer.toString(port);
    properties.setProperty("user", "writer");
    properties.setProperty("password", "writer");
    properties.setProperty("localSocketAddress", "127.0.0.1");
    properties.setProperty("connectTimeout", "1");
    properties.setProperty("socketTimeout", "1");
    this.thread = new Thread(this::work, "writer " + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** What was acknowledged up to now, in the order in which it was sent. */
  List<Acknowledged> acknowledged() {
    synchronized (acknowledged) {
      return List.copyOf(acknowledged);
    }
  }

  /** Waits until a server has acknowledged a row that was sent after this call. */
  SqlWriter awaitProgress() {
    long now = System.nanoTime();
    long end = now + PATIENCE.toNanos();
    while (acknowledged().stream().noneMatch(row -> row.begun() - now > 0)) {
      assertThat(System.nanoTime() - end)
          .as(
              "writer "
                  + name
                  + ": no row acknowledged since "
                  + PATIENCE
                  + ", last failure: "
                  + lastFailure)
          .isNegative();
      pause();
    }
    return this;
  }

  /** The longest time between two acknowledged rows: without a writable server. */
  Duration longestBreak() {
    List<Acknowledged> rows = acknowledged();
    long longest = 0;
    for (int row = 1; row < rows.size(); row++) {
      longest = Math.max(longest, rows.get(row).ended() - rows.get(row - 1).ended());
    }
    return Duration.ofNanos(longest);
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void work() {
    while (stop.getCount() > 0) {
      Optional<String> server = address.get();
      if (server.isPresent()) {
        writeTo(server.get());
      }
      pause();
    }
  }

  /** Until it fails, or the address is another one: clients by name would connect anew. */
  private void writeTo(String server) {
    String url = "jdbc:postgresql://" + server + ":" + port + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, properties);
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO written VALUES (?, ?)")) {
      insert.setString(1, name);
      while (stop.getCount() > 0 && address.get().equals(Optional.of(server))) {
        long id = next++;
        long begun = System.nanoTime();
        insert.setLong(2, id);
        insert.executeUpdate();
        Acknowledged row = new Acknowledged(id, server, begun, System.nanoTime());
        synchronized (acknowledged) {
          acknowledged.add(row);
        }
        pause();
      }
    } catch (SQLException notNow) {
      // Down, a standby, frozen, or going down: only what is acknowledged counts.
      lastFailure = String.valueOf(notNow.getMessage());
    }
  }

  private void pause() {
    try {
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
